/**
 * Times the decoder on 512×512 pixels, on every provider that there is and on inference servers whose addresses are given,
 * each in a process of its own, and compares the pictures of 4 steps with those of the first:
 *
 *     deno run --allow-read --allow-write --allow-run --allow-env --allow-ffi --allow-net tests/bench/decoder.ts [URL …]
 *
 * Wall clock, best of several, processes one after the other, so that others on the machine harm all alike. Memory is the
 * peak resident set of the process.
 *
 * @module
 */
import {
  embeddedRuntime,
  graphRuntime,
  type OrtProvider,
  reconstruct,
  remoteRunner,
} from "../../functions/_shared/decoder/index.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { LOST_SCALE, randomDecoded } from "../decoder/fixtures/decoded.ts";
import { usage } from "../end_to_end/process.ts";

const SIDE = 512, STEPS = [0, 1, 4];
const LOCAL = ["wasm 1", "wasm 2", "native 1", "native 2", "webgpu 1"];

interface Figures {
  /** First picture, everything loaded for it; ms. */
  firstMs: number;
  /** Best of the rounds by number of steps, ms. */
  ms: number[];
  peakMb: number;
}

/** @param where a provider and its threads, or an address */
async function measure(where: string, picture: string): Promise<Figures> {
  const began = performance.now();
  const [provider, threads] = where.split(" ");
  const runtime = provider.startsWith("http")
    ? graphRuntime(remoteRunner([provider], { attemptMs: 30_000 }))
    : embeddedRuntime({
      synthesis: await loadModelFile("tiny/synthesis.onnx"),
      diffusion: await loadModelFile("tiny/diffusion.onnx"),
    }, { provider: provider as OrtProvider, threads: Number(threads) }); // one of LOCAL
  const { decoded, key } = randomDecoded(SIDE / 16, SIDE / 16, 0.2, 1);
  const options = { width: SIDE, height: SIDE, key, tokens: new Int32Array(32), lostScale: LOST_SCALE };
  const run = async (steps: number) => {
    const begin = performance.now();
    const { degraded, reason, image } = await reconstruct(decoded, { ...options, steps }, runtime);
    if (degraded) throw new Error(reason);
    return { ms: performance.now() - begin, image };
  };
  await run(1);
  const firstMs = performance.now() - began;
  const ms = STEPS.map(() => Infinity);
  for (let round = 0; round < (provider === "webgpu" ? 1 : 8); round++) {
    for (const [i, steps] of STEPS.entries()) {
      const made = await run(steps);
      ms[i] = Math.min(ms[i], made.ms);
      if (steps === 4) await Deno.writeFile(picture, made.image.data);
    }
  }
  return { firstMs, ms, peakMb: usage(Deno.pid)?.peakMb ?? NaN };
}

async function inProcess(where: string, picture: string): Promise<Figures | string> {
  const permissions = ["read", "write", "env", "run", "ffi", "net"].map((name) => `--allow-${name}`);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", ...permissions, import.meta.filename ?? "", "--one", where, picture],
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  const lines = new TextDecoder().decode(stderr).split("\n").filter((line) => /^error: Uncaught|Error:/.test(line));
  return lines[0] ?? "failed";
}

if (import.meta.main) {
  const [flag, where, picture] = Deno.args;
  if (flag === "--one") {
    console.log(JSON.stringify(await measure(where, picture)));
    Deno.exit(0);
  }
  const rows: string[][] = [];
  const folder = await Deno.makeTempDir();
  const read = async (at: number) => ({ width: SIDE, height: SIDE, data: await Deno.readFile(`${folder}/${at}`) });
  for (const [at, where] of [...LOCAL, ...Deno.args].entries()) {
    const figures = await inProcess(where, `${folder}/${at}`);
    if (typeof figures === "string") {
      rows.push([where, figures, "", "", "", "", ""]);
      continue;
    }
    const same = at === 0 ? "" : psnr(await read(0), await read(at)).toFixed(1).replace("Infinity", "equal");
    rows.push([where, ...[figures.firstMs, ...figures.ms, figures.peakMb].map((value) => value.toFixed(0)), same]);
  }
  await Deno.remove(folder, { recursive: true });
  console.log(table(
    ["runtime, threads", "first ms", ...STEPS.map((steps) => `${steps} steps ms`), "peak MB", "PSNR dB"],
    rows,
  ));
}
