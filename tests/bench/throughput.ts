/**
 * Requests that one core answers in a second: the transmitter, and the same app that only makes a WebP of the photo.
 *   deno run --allow-read --allow-run --allow-env --allow-net=127.0.0.1 tests/bench/throughput.ts
 *
 * @module
 */
import { type FunctionProcess, startFunction } from "../end_to_end/process.ts";
import { jpegOf } from "./photo.ts";

const CLIENTS = 4;

/** Requests answered by each app for each second of CPU time. */
export interface Throughput {
  transmitter: number;
  webp: number;
}

/**
 * Both as processes on loopback, asked in turn by several clients at once, so that both meet the same machine.
 *
 * @param rounds turns of each; counted is the CPU time of all of them, after one that is not
 * @param perClient requests of each client in a turn
 */
export async function throughput(rounds = 4, perClient = 4): Promise<Throughput> {
  const photo = await jpegOf(768, 512);
  const transmitter = await startFunction("functions/transmit/index.ts");
  const webp = await startFunction("tests/bench/webp_app.ts");
  try {
    const cpuMs = { transmitter: 0, webp: 0 };
    for (let round = 0; round <= rounds; round++) {
      const [ours, theirs] = [await turn(transmitter, photo, perClient), await turn(webp, photo, perClient)];
      if (round === 0) continue;
      cpuMs.transmitter += ours;
      cpuMs.webp += theirs;
    }
    const requests = rounds * CLIENTS * perClient;
    return { transmitter: 1000 * requests / cpuMs.transmitter, webp: 1000 * requests / cpuMs.webp };
  } finally {
    await Promise.all([transmitter.stop(), webp.stop()]);
  }
}

/** CPU time in ms that a turn of requests takes a process. */
async function turn(app: FunctionProcess, photo: Uint8Array<ArrayBuffer>, perClient: number): Promise<number> {
  const before = cpuOf(app);
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (let i = 0; i < perClient; i++) {
      const response = await fetch(`${app.url}/v1/transmit`, { method: "POST", body: photo });
      const body = await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`Status ${response.status}: ${new TextDecoder().decode(body)}`);
    }
  }));
  return cpuOf(app) - before;
}

function cpuOf(app: FunctionProcess): number {
  const usage = app.usage();
  if (usage === undefined) throw new Error("/proc is not available here");
  return usage.cpuMs;
}

if (import.meta.main) {
  const { transmitter, webp } = await throughput();
  const share = `${(transmitter / webp).toFixed(2)} times as many`;
  console.log(`transmitter ${transmitter.toFixed(2)}, WebP ${webp.toFixed(2)} requests/s per core: ${share}`);
  Deno.exit(0);
}
