/**
 * Uploads photos while transmitter, receiver and NATS are killed with SIGKILL at seeded random times; every upload must have one
 * result, byte for byte that of an undisturbed run.
 *
 *     deno run -A tests/chaos/chaos.ts [UPLOADS] [SECONDS_BETWEEN_KILLS] [SEED]
 *
 * @module
 */
import { encodePng } from "../../kernels/pixels/wasm.ts";
import { sha256 } from "../../functions/_shared/bytes.ts";
import { Random } from "../../functions/_shared/random.ts";
import { natsServer } from "../outbox/nats_server.ts";
import { supervise, type Victim } from "./victim.ts";

/** What a run is like. */
export interface ChaosOptions {
  uploads: number;
  /** Mean seconds from one kill to the next; Infinity for none. */
  pause: number;
  /** Most kills; Infinity where nothing is said. */
  most?: number;
  seed: number;
}

/** What came of it. */
export interface ChaosReport {
  /** SHA-256 of each upload's result, by its number. */
  results: string[];
  /** How often each process was killed. */
  kills: Record<string, number>;
  /** Attempts of all jobs together. */
  attempts: number;
  /** Different jobs that the uploads became. */
  jobs: number;
  seconds: number;
}

const IN_FLIGHT = 4;
const RESULT_WITHIN_MS = 300_000;

/** Runs it; NATS is the outbox where it is installed, else a SQLite file for each process. */
export async function chaos({ uploads, pause, most = Infinity, seed }: ChaosOptions): Promise<ChaosReport> {
  const folder = await Deno.makeTempDir();
  const random = new Random(seed);
  const [transmitterPort, receiverPort, natsPort] = [freePort(), freePort(), freePort()];
  const victims: Victim[] = [];
  const start = (name: string, entry: string, port: number, env: Record<string, string>) =>
    victims.push(supervise(name, Deno.execPath(), [
      ...["run", "--no-prompt", "--no-check", "--quiet", "--allow-net", "--allow-env"],
      ...["--allow-read", `--allow-write=${folder}`, entry],
    ], {
      PORT: String(port),
      HOST: "127.0.0.1",
      AUTH: "off",
      JOB_LEASE_MS: "2000",
      OUTBOX_URL: natsServer ? `nats://127.0.0.1:${natsPort}` : `sqlite:${folder}/${name}.sqlite`,
      ...env,
    }));
  if (natsServer !== undefined) {
    const args = ["--jetstream", "--store_dir", `${folder}/nats`, "--addr", "127.0.0.1", "--port", String(natsPort)];
    victims.push(supervise("nats", natsServer, args));
  }
  start("receiver", "functions/receive/index.ts", receiverPort, {});
  const url = `http://127.0.0.1:${transmitterPort}`;
  start("transmitter", "functions/transmit/index.ts", transmitterPort, {
    RECEIVER_URL: `http://127.0.0.1:${receiverPort}/v1/receive`,
  });

  const kills: Record<string, number> = Object.fromEntries(victims.map(({ name }) => [name, 0]));
  let over = false;
  const killer = (async () => {
    for (let n = 0; !over && n < most && Number.isFinite(pause); n++) {
      const until = performance.now() + 2000 * pause * random.uniform();
      while (!over && performance.now() < until) await wait(50);
      const victim = victims[random.below(victims.length)];
      if (over) break;
      victim.kill();
      kills[victim.name]++;
    }
  })();

  const began = performance.now();
  const results: string[] = [];
  const ids = new Set<string>();
  let attempts = 0;
  let next = 0;
  const client = async () => {
    for (let i = next++; i < uploads; i = next++) {
      const { id, sum, tries } = await upload(url, i);
      results[i] = sum;
      ids.add(id);
      attempts += tries;
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, client));
    return { results, kills, attempts, jobs: ids.size, seconds: (performance.now() - began) / 1000 };
  } finally {
    over = true;
    await killer;
    for (const victim of victims.reverse()) await victim.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/** A client that knows only HTTP: it sends until it is told «accepted», then asks until there is a result. */
async function upload(url: string, i: number): Promise<{ id: string; sum: string; tries: number }> {
  const until = performance.now() + RESULT_WITHIN_MS;
  const headers = { "content-type": "image/png", prefer: "respond-async", "idempotency-key": `photo-${i}` };
  const post = { method: "POST", body: photo(i), headers };
  const accepted = await again(until, `${url}/v1/transmit?forward=true&steps=0&cbr=0.3`, 202, post);
  const { id, links } = JSON.parse(new TextDecoder().decode(accepted));
  for (;;) {
    const job = JSON.parse(new TextDecoder().decode(await again(until, url + links.self, 200)));
    if (job.status === "succeeded") {
      const picture = await again(until, url + links.result, 200);
      return { id, sum: await sha256(picture), tries: job.attempts };
    }
    if (job.status === "failed" || job.status === "cancelled") throw new Error(`Upload ${i} ${JSON.stringify(job)}`);
    await wait(100);
  }
}

/** Asks until the status is what it has to be; connections that break and 5xx are what this is about. */
async function again(until: number, url: string, status: number, init?: RequestInit): Promise<Uint8Array<ArrayBuffer>> {
  for (let last = "no answer";;) {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
      const body = new Uint8Array(await response.arrayBuffer());
      if (response.status === status) return body;
      last = `${response.status} ${new TextDecoder().decode(body).slice(0, 300)}`;
      if (response.status < 500 && response.status !== 429) throw new Error(`${url} answered ${last}`);
    } catch (error) {
      if (error instanceof Error && error.message.includes(" answered ")) throw error;
    }
    if (performance.now() > until) throw new Error(`${url} did not come to ${status}: ${last}`);
    await wait(100);
  }
}

/** Photo number `i`: 64×48 pixels of its own. */
function photo(i: number): Uint8Array<ArrayBuffer> {
  const random = new Random(i);
  const [a, b, c] = [random.uniform(), random.uniform(), random.uniform()];
  const data = new Uint8Array(3 * 64 * 48);
  for (let p = 0; p < 64 * 48; p++) {
    const [x, y] = [(p % 64) / 64, Math.floor(p / 64) / 48];
    data.set([255 * Math.abs(x - a), 255 * Math.abs(y - b), 127 + 127 * Math.sin(9 * c * x + 7 * y)], 3 * p);
  }
  return new Uint8Array(encodePng({ width: 64, height: 48, data }));
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (import.meta.main) {
  const [uploads = 100, pause = 3, seed = 1] = Deno.args.map(Number);
  const calm = await chaos({ uploads, pause: Infinity, seed });
  console.log(`undisturbed: ${calm.results.length} results in ${calm.seconds.toFixed(0)} s`);
  const wild = await chaos({ uploads, pause, seed });
  const same = wild.results.filter((sum, i) => sum === calm.results[i]).length;
  const killed = Object.entries(wild.kills).map(([name, times]) => `${name} ${times}`).join(", ");
  console.log(`killed: ${killed}; ${wild.jobs} jobs, ${wild.attempts} attempts, ${wild.seconds.toFixed(0)} s`);
  console.log(`${wild.results.length} of ${uploads} uploads have one result, ${same} byte-identical`);
  Deno.exit(same === uploads && wild.jobs === uploads ? 0 : 1);
}
