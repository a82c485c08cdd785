/**
 * Two instances under load on loopback: what they can do, a minute of that, a minute of twice that, and 1,000 clients that never end
 * their headers beside it. Prints what came back and the memory every five seconds.
 *
 *     deno run --allow-read --allow-run --allow-env --allow-net=127.0.0.1 tests/load/run.ts [SECONDS]
 *
 * The status is 0 where no answer was 5xx but 503, the slowest accepted hundredth took at most three times the median, memory did not
 * grow by more than a tenth in the second half, and the slow clients stopped nobody.
 *
 * @module
 */
import { encodePng } from "../../kernels/pixels/wasm.ts";
import { startInstance } from "./instances.ts";
import { type Answers, offer, quantile, saturate, type Send } from "./offer.ts";

const [seconds = 60] = Deno.args.map(Number);
const SLOW = 1000;
const [WIDTH, HEIGHT] = [256, 192];
const data = Uint8Array.from(
  { length: 3 * WIDTH * HEIGHT },
  (_, i) => 127 + 120 * Math.sin(i / 900) * Math.cos(i / 70),
);
const photo = new Uint8Array(encodePng({ width: WIDTH, height: HEIGHT, data }));
const instances = [await startInstance(), await startInstance()];
const failures: string[] = [];

const send: Send = async (i) => {
  const response = await fetch(`${instances[i % instances.length].url}/v1/transmit?snr=3`, {
    method: "POST",
    body: photo,
    headers: { "content-type": "image/png" },
  });
  await response.body?.cancel();
  return response.status;
};

function report(name: string, answers: Answers): void {
  const [median, p99] = [quantile(answers, 0.5), quantile(answers, 0.99)];
  const statuses = Object.entries(answers.statuses).map(([status, count]) => `${count} × ${status}`).join(", ");
  const rate = (answers.accepted.length / answers.seconds).toFixed(1);
  console.log(
    `${name}: ${statuses}; ${rate} accepted/s, median ${median.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms ` +
      `(${(p99 / median).toFixed(2)} times)`,
  );
  if (!Object.keys(answers.statuses).every((status) => ["200", "429", "503"].includes(status))) {
    failures.push(`${name}: another status than 200, 429 and 503`);
  }
  if (p99 > 3 * median) failures.push(`${name}: p99 of the accepted is over three times their median`);
}

/** Memory of both, every five seconds while something runs. */
async function watched(name: string, work: Promise<Answers>): Promise<void> {
  const seen: number[] = [];
  const look = async () => {
    const each = await Promise.all(instances.map(({ memory }) => memory()));
    seen.push(each.reduce((sum, mb) => sum + mb));
  };
  const timer = setInterval(look, 5000);
  report(name, await work);
  clearInterval(timer);
  await look();
  console.log(`  MB of both, every 5 s: ${seen.map((mb) => mb.toFixed(0)).join(" ")}`);
  const half = Math.max(1, seen.length >> 1);
  const [before, after] = [Math.max(...seen.slice(0, half)), Math.max(...seen.slice(half))];
  if (after > 1.1 * before) failures.push(`${name}: memory grew from ${before.toFixed(0)} to ${after.toFixed(0)} MB`);
}

/** Connections that send a header now and then, and never the end of them. */
async function slowClients(count: number): Promise<() => void> {
  const connections: Deno.Conn[] = [];
  const write = (text: string) =>
    Promise.all(connections.map((connection) => connection.write(new TextEncoder().encode(text)).catch(() => 0)));
  for (let i = 0; i < count; i++) {
    const port = Number(new URL(instances[i % instances.length].url).port);
    connections.push(await Deno.connect({ hostname: "127.0.0.1", port }));
  }
  await write("POST /v1/transmit HTTP/1.1\r\nHost: semcast.test\r\n");
  const timer = setInterval(() => write("X-Slow: 1\r\n"), 1000);
  return () => {
    clearInterval(timer);
    for (const connection of connections) connection.close();
  };
}

try {
  await saturate(send, 4, 5);
  const capacity = await saturate(send, 8, Math.min(15, seconds));
  const rate = capacity.accepted.length / capacity.seconds;
  report("8 clients that wait for their answers", capacity);
  await watched(`${rate.toFixed(1)} requests/s (saturation)`, offer(send, rate, seconds));
  await watched(`${(2 * rate).toFixed(1)} requests/s (twice that)`, offer(send, 2 * rate, seconds));
  const end = await slowClients(SLOW);
  await watched(`${(rate / 2).toFixed(1)} requests/s beside ${SLOW} slow clients`, offer(send, rate / 2, seconds / 4));
  end();
} finally {
  for (const instance of instances) await instance.stop();
}
console.log(failures.length === 0 ? "all held" : failures.join("\n"));
Deno.exit(failures.length === 0 ? 0 : 1);
