/**
 * What a thousand photos cost: CPU time, memory and bytes of both functions, measured as processes, times list prices.
 *   deno run --allow-read --allow-run --allow-env --allow-net=127.0.0.1 tests/bench/costs.ts [WIDTH HEIGHT]
 *
 * @module
 */
import { type FunctionProcess, startFunction } from "../end_to_end/process.ts";
import { jpegOf } from "./photo.ts";

const REPETITIONS = 5;

/** What one photo takes. */
interface Use {
  cpuMs: number;
  peakMb: number;
  /** Of the answer. */
  bytesOut: number;
}

/** US dollars; those of September to November 2026, see docs/operations.md for where they are from. */
const PRICES = {
  denoDeploy: { request: 2 / 1e6, cpuHour: 0.05, gbHour: 0.016, gbOut: 0.5 },
  supabase: { request: 2 / 1e6, gbOut: 0.09 },
};

async function measure(
  entry: string,
  path: string,
  type: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<[Use, Uint8Array<ArrayBuffer>]> {
  const running = await startFunction(entry);
  try {
    const post = async (): Promise<Uint8Array<ArrayBuffer>> => {
      const answer = await fetch(running.url + path, { method: "POST", body, headers: { "content-type": type } });
      if (!answer.ok) throw new Error(`Status ${answer.status}: ${await answer.text()}`);
      return new Uint8Array(await answer.arrayBuffer());
    };
    await post();
    const before = used(running);
    let answer = new Uint8Array(0);
    for (let i = 0; i < REPETITIONS; i++) answer = await post();
    const after = used(running);
    return [
      { cpuMs: (after.cpuMs - before.cpuMs) / REPETITIONS, peakMb: after.peakMb, bytesOut: answer.length },
      answer,
    ];
  } finally {
    await running.stop();
  }
}

function used(running: FunctionProcess): { cpuMs: number; peakMb: number } {
  const usage = running.usage();
  if (usage === undefined) throw new Error("/proc is not available here");
  return usage;
}

const [width, height] = Deno.args.length === 2 ? Deno.args.map(Number) : [768, 512];
const photo = await jpegOf(width, height);
const packetType = "application/vnd.semcast.packet";
const [transmit, packet] = await measure("functions/transmit/index.ts", "/v1/transmit", "image/jpeg", photo);
const [receive] = await measure("functions/receive/index.ts", "/v1/receive?steps=0", packetType, packet);
const [diffuse] = await measure("functions/receive/index.ts", "/v1/receive", packetType, packet);

console.log(`A photo of ${width}×${height}, mean of ${REPETITIONS} warm requests:`);
const rows: [string, Use][] = [["transmit", transmit], ["receive, no step", receive], ["receive", diffuse]];
for (const [name, { cpuMs, peakMb, bytesOut }] of rows) {
  const sizes = `${peakMb.toFixed(0)} MB at most, ${(bytesOut / 1000).toFixed(1)} kB out`;
  console.log(`${name}: ${cpuMs.toFixed(0)} ms of CPU, ${sizes}`);
}
console.log("A thousand photos on top of what a plan includes, US dollars:");
for (const [name, { cpuMs, bytesOut }] of rows) {
  const { request, cpuHour, gbHour, gbOut } = PRICES.denoDeploy;
  const hours = cpuMs / 3.6e6;
  // Memory is paid for while a process lives; the least is that it lives as long as it works: 0.768 GB.
  const deno = 1000 * (request + hours * (cpuHour + 0.768 * gbHour) + bytesOut / 1e9 * gbOut);
  const supabase = 1000 * (PRICES.supabase.request + bytesOut / 1e9 * PRICES.supabase.gbOut);
  const edge = name === "transmit" ? `, Supabase ${supabase.toFixed(4)}` : "";
  const own = `own core at 0.05 an hour ${(1000 * hours * 0.05).toFixed(4)}`;
  console.log(`${name}: Deno Deploy ${deno.toFixed(4)}${edge}, ${own}`);
}
