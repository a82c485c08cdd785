/**
 * Times the decoder on 512×512 pixels, on every provider that there is, each in a process of its own:
 *
 *     deno run --allow-read --allow-run --allow-env --allow-ffi tests/bench/decoder.ts
 *
 * Wall clock, best of several, processes one after the other and the rounds interleaved, so that others on the machine harm
 * all alike. Memory is the peak resident set of the process.
 *
 * @module
 */
import { embeddedRuntime, type OrtProvider, reconstruct } from "../../functions/_shared/decoder/index.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import { LOST_SCALE, randomDecoded } from "../decoder/fixtures/decoded.ts";
import { usage } from "../end_to_end/process.ts";

const SIDE = 512, STEPS = [0, 1, 4];
const SETTINGS: [OrtProvider, number][] = [["wasm", 1], ["wasm", 2], ["native", 1], ["native", 2], ["webgpu", 1]];

interface Figures {
  /** First picture, everything loaded for it; ms. */
  firstMs: number;
  /** Best of the rounds by number of steps, ms. */
  ms: number[];
  peakMb: number;
}

async function measure(provider: OrtProvider, threads: number, rounds: number): Promise<Figures> {
  const began = performance.now();
  const runtime = embeddedRuntime({
    synthesis: await loadModelFile("tiny/synthesis.onnx"),
    diffusion: await loadModelFile("tiny/diffusion.onnx"),
  }, { provider, threads });
  const { decoded, key } = randomDecoded(SIDE / 16, SIDE / 16, 0.2, 1);
  const options = { width: SIDE, height: SIDE, key, tokens: new Int32Array(32), lostScale: LOST_SCALE };
  const run = async (steps: number) => {
    const begin = performance.now();
    const { degraded, reason } = await reconstruct(decoded, { ...options, steps }, runtime);
    if (degraded) throw new Error(reason);
    return performance.now() - begin;
  };
  try {
    await run(1);
    const firstMs = performance.now() - began;
    const ms = STEPS.map(() => Infinity);
    for (let round = 0; round < rounds; round++) {
      for (const [i, steps] of STEPS.entries()) ms[i] = Math.min(ms[i], await run(steps));
    }
    return { firstMs, ms, peakMb: usage(Deno.pid)?.peakMb ?? NaN };
  } finally {
    runtime.close();
  }
}

async function inProcess(provider: OrtProvider, threads: number): Promise<Figures | string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--quiet",
      "--allow-read",
      "--allow-env",
      "--allow-run",
      "--allow-ffi",
      import.meta.filename ?? "",
      provider,
      String(threads),
    ],
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  const lines = new TextDecoder().decode(stderr).split("\n").filter((line) => /^error: Uncaught|Error:/.test(line));
  return lines[0] ?? "failed";
}

if (import.meta.main) {
  const [provider, threads] = Deno.args;
  if (provider !== undefined) {
    // The caller is this file: the names are those of SETTINGS.
    const figures = await measure(provider as OrtProvider, Number(threads), provider === "webgpu" ? 3 : 12);
    console.log(JSON.stringify(figures));
    Deno.exit(0);
  }
  const rows: string[][] = [];
  for (const [provider, threads] of SETTINGS) {
    let best: Figures | undefined, failure = "";
    for (let round = 0; round < (provider === "webgpu" ? 1 : 3); round++) {
      const figures = await inProcess(provider, threads);
      if (typeof figures === "string") failure = figures;
      else {best = best === undefined ? figures : {
          firstMs: Math.min(best.firstMs, figures.firstMs),
          peakMb: Math.max(best.peakMb, figures.peakMb),
          ms: best.ms.map((value, i) => Math.min(value, figures.ms[i])),
        };}
    }
    rows.push([
      `${provider}, ${threads} thread${threads > 1 ? "s" : ""}`,
      ...(best === undefined ? [failure] : [best.firstMs, ...best.ms, best.peakMb].map((value) => value.toFixed(0))),
    ]);
  }
  console.log(
    table([
      "runtime",
      "first ms",
      ...STEPS.map((steps) => `${steps} steps ms`),
      "peak MB",
    ], rows.map((row) => [...row, "", "", "", ""].slice(0, 6))),
  );
}
