/**
 * Speed of kernels/nn: GMAC/s by layer and the ratio of each to the bare register-blocked product, in one run.
 *
 * @module
 */
import process from "node:process";
import * as ort from "onnxruntime-web/wasm";
import { type Backend, backend, loadModelOn, type Model } from "../../kernels/nn/wasm.ts";
import { int8Network } from "./nn_onnx.ts";
import { type ConvOptions, RandomGraph } from "../nn/writer.ts";

/** One measured layer or network. */
export interface Workload {
  name: string;
  /** Multiply-accumulates of one run. */
  macs: number;
  run: () => void;
  free: () => void;
}

interface Layer {
  size: [h: number, w: number];
  from: number;
  to: number;
  options?: ConvOptions;
}

const LAYERS: Record<string, Layer> = {
  // 3,072 products per result: requantization and stores vanish, what remains is the product itself.
  bare_product: { size: [8, 96], from: 3072, to: 96 },
  conv3x3_96_96: { size: [64, 96], from: 96, to: 96, options: { kernel: 3, pad: 1 } },
  conv1x1_192_192: { size: [64, 96], from: 192, to: 192 },
  depthwise3x3_96: { size: [128, 192], from: 96, to: 96, options: { kernel: 3, pad: 1, depthwise: true } },
};

/** 5×5 convolutions of stride 2, 3→128→128→128→192 on a 256×256 photo: the reference network of the speed targets. */
export const REFERENCE_CHANNELS = [3, 128, 128, 128, 192];

/** All workloads on one build. */
export async function workloads(build: Backend = backend()): Promise<Workload[]> {
  const all: Workload[] = [];
  for (const [name, layer] of Object.entries(LAYERS)) {
    const graph = new RandomGraph("layer", 1);
    graph.output("y", graph.conv(graph.input("x", layer.from), layer.to, layer.options));
    const model = await loadModelOn(build, graph.file());
    const [h, w] = layer.size;
    const { kernel = 1 } = layer.options ?? {}, side = typeof kernel === "number" ? kernel : NaN;
    const macs = h * w * layer.to * side * side * (layer.options?.depthwise ? 1 : layer.from);
    const data = Uint8Array.from({ length: h * w * layer.from }, (_, i) => i * 37 & 127);
    all.push(workload(name, macs, model, () => model.run("layer", { x: { shape: [h, w, layer.from], data } })));
  }
  const model = await loadModelOn(build, referenceNetwork());
  const photo = { width: 256, height: 256, data: Uint8Array.from({ length: 196608 }, (_, i) => i * 37 & 255) };
  const macs = REFERENCE_CHANNELS.slice(1).reduce(
    (sum, to, i) => sum + (128 >> i) ** 2 * 25 * to * REFERENCE_CHANNELS[i],
    0,
  );
  all.push(workload("reference_network", macs, model, () => model.run("layer", { x: photo })));
  return all;
}

function workload(name: string, macs: number, model: Model, run: () => void): Workload {
  return { name, macs, run, free: () => model.free() };
}

/** The reference network as a model with random weights. */
export function referenceNetwork(): Uint8Array {
  const graph = new RandomGraph("layer", 2);
  let x = graph.input("x", 3, true);
  for (const to of REFERENCE_CHANNELS.slice(1)) {
    x = graph.conv(x, to, { kernel: 5, stride: 2, pad: 2, out: to === 192 ? "i16" : "u7" });
  }
  graph.output("y", x);
  return graph.file();
}

/** GMAC/s of every workload. */
export async function benchNn(build: Backend = backend(), repetitions = 12): Promise<Record<string, number>> {
  const all = await workloads(build);
  const best = await fastest(all.map((work) => work.run), repetitions);
  all.forEach((work) => work.free());
  return Object.fromEntries(all.map((work, at) => [work.name, work.macs / best[at] / 1e6]));
}

/** The kernels against others, each measured in one run; above 1 is faster than the other. */
export interface NnRatios {
  /** A 3×3 layer of 96 channels against the bare product. */
  encoder_vs_bare_product: number;
  /** The reference network, RGB bytes to latents, against int8 in onnxruntime-web `wasm` on one thread. */
  encoder_vs_onnxruntime_web: number;
}

/** Measures {@linkcode NnRatios}. */
export async function nnRatios(repetitions = 12): Promise<NnRatios> {
  const speeds = await benchNn(backend(), repetitions);
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(int8Network(REFERENCE_CHANNELS, 256));
  const x = new ort.Tensor("uint8", new Uint8Array(196608).fill(60), [1, 3, 256, 256]);
  const all = await workloads();
  const ours = all[all.length - 1];
  const [mine, theirs] = await fastest([ours.run, () => session.run({ x })], repetitions);
  all.forEach((work) => work.free());
  await session.release();
  return {
    encoder_vs_bare_product: speeds.conv3x3_96_96 / speeds.bare_product,
    encoder_vs_onnxruntime_web: theirs / mine,
  };
}

/**
 * Milliseconds of CPU of the fastest run of each. Repetitions are interleaved, so that other processes on the machine
 * harm all alike.
 */
async function fastest(runs: (() => unknown)[], repetitions: number): Promise<number[]> {
  const best = runs.map(() => Infinity);
  for (let i = 0; i < repetitions; i++) {
    for (const [at, run] of runs.entries()) {
      const start = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(start);
      best[at] = Math.min(best[at], (user + system) / 1000);
    }
  }
  return best;
}

if (import.meta.main) {
  for (const build of ["relaxed", "simd128"] as const) {
    const speeds = await benchNn(build);
    for (const [name, speed] of Object.entries(speeds)) {
      console.log(`${build} ${name}: ${speed.toFixed(1)} GMAC/s, ${(speed / speeds.bare_product).toFixed(2)} of bare`);
    }
  }
  console.log(await nnRatios());
}
