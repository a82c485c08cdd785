/**
 * Speed of kernels/nn by layer, against the bare product and the memory's bandwidth, against other runtimes, and on two
 * threads; everything that is compared is measured in one run.
 *
 *     deno run -A tests/bench/nn.ts [--json]
 *
 * `--json` prints the points of the roofline in docs/kernels.md (tests/bench/roofline.ts draws it).
 *
 * @module
 */
import process from "node:process";
import { loadOrt } from "../../functions/_shared/decoder/ort_package.ts";
import { loadThreaded } from "../../kernels/nn/threads.ts";
import { type Backend, backend, loadModel, loadModelOn } from "../../kernels/nn/wasm.ts";
import { type ConvOptions, RandomGraph } from "../nn/writer.ts";
import { bareLoops, CHANNELS, DEPTH, PIXELS } from "./bare.ts";
import { int8Network } from "./nn_onnx.ts";

/** One measured layer or network. */
interface Workload {
  name: string;
  /** Multiply-accumulates of one run. */
  macs: number;
  /** Bytes that a run has to move at least: inputs, weights and results, once each. */
  bytes: number;
  run: () => unknown;
}

/** A layer as it was measured. */
export interface LayerSpeed {
  name: string;
  gmacs: number;
  /** Multiply-accumulates for each byte moved. */
  intensity: number;
}

/** Speeds of one build. */
export interface NnSpeeds {
  /** The bare product, GMAC/s. */
  product: number;
  /** A copy of 100 MB, bytes read and written together, GB/s. */
  bandwidth: number;
  /** A copy of 2 MB, which stays in the caches. */
  cacheBandwidth: number;
  layers: LayerSpeed[];
}

/** Channels of the layers that have to reach 80 % of the bare product. */
const WIDTHS = [32, 64, 96, 128, 192];
/** Layers that are run in a row, so that copies in and out vanish. */
const ROW = 9;
/** 5×5 convolutions of stride 2, 3→128→128→128→192 on a 256×256 photo: the reference network of the speed targets. */
export const REFERENCE_CHANNELS = [3, 128, 128, 128, 192];

/** A row of like layers minus one: what one of them takes, copies in and out apart. */
function layer(
  build: Backend,
  name: string,
  size: [number, number],
  c: number,
  options: ConvOptions & { kernel: number },
) {
  const runs = [ROW, 1].map(async (count) => {
    const graph = new RandomGraph("layer", 1);
    let x = graph.input("x", c);
    for (let i = 0; i < count; i++) x = graph.conv(x, c, options);
    graph.output("y", x);
    const model = await loadModelOn(build, graph.file());
    const [h, w] = size;
    const data = Uint8Array.from({ length: h * w * c }, (_, i) => i * 37 & 127);
    return () => model.run("layer", { x: { shape: [h, w, c], data } }, { parts: 1 });
  });
  const weights = options.kernel ** 2 * c * (options.depthwise ? 1 : c);
  const pixels = size[0] * size[1];
  return { name, macs: pixels * weights, bytes: 2 * pixels * c + weights, runs };
}

/** Speeds of one build, the best of several runs each, in time of the CPU. */
export async function nnSpeeds(build: Backend, repetitions = 12): Promise<NnSpeeds> {
  const bare = bareLoops(build === "relaxed");
  const dense = WIDTHS.map((c) => layer(build, `3×3, ${c} → ${c}`, [48, 64], c, { kernel: 3, pad: 1 }));
  const others = [
    layer(build, "1×1, 192 → 192", [64, 96], 192, { kernel: 1 }),
    layer(build, "depthwise 3×3, 96", [128, 192], 96, { kernel: 3, pad: 1, depthwise: true }),
    layer(build, "depthwise 5×5, 96", [128, 192], 96, { kernel: 5, pad: 2, depthwise: true }),
  ];
  const layers = [...dense, ...others];
  const runs = [
    () => repeat(50, () => bare.product()),
    () => bare.copy(200e6 - 200e6 % 128),
    () => repeat(50, () => bare.copy(4_000_000)),
    ...(await Promise.all(layers.flatMap(({ runs }) => runs))),
  ];
  const networks = [await referenceNetwork(build), await shippedEncoder(build, 768, 512)];
  const best = await fastest([...runs, ...networks.map(({ run }) => run)], repetitions);
  const [product, copy, cached] = best;
  const measured = layers.map(({ name, macs, bytes }, i) => {
    const ms = (best[3 + 2 * i] - best[4 + 2 * i]) / (ROW - 1);
    return { name, gmacs: macs / ms / 1e6, intensity: macs / bytes };
  });
  const whole = networks.map(({ name, macs, bytes }, i) => ({
    name,
    gmacs: macs / best[runs.length + i] / 1e6,
    intensity: macs / bytes,
  }));
  return {
    product: 50 * PIXELS * CHANNELS * DEPTH / product / 1e6,
    bandwidth: 200 / copy,
    cacheBandwidth: 200 / cached,
    layers: [...measured, ...whole],
  };
}

function repeat(times: number, action: () => void): void {
  for (let i = 0; i < times; i++) action();
}

/** The reference network, RGB bytes to latents, with random weights. */
async function referenceNetwork(build: Backend): Promise<Workload> {
  const graph = new RandomGraph("layer", 2);
  let x = graph.input("x", 3, true);
  for (const to of REFERENCE_CHANNELS.slice(1)) {
    x = graph.conv(x, to, { kernel: 5, stride: 2, pad: 2, out: to === 192 ? "i16" : "u7" });
  }
  graph.output("y", x);
  const model = await loadModelOn(build, graph.file());
  const photo = noise(256, 256);
  let macs = 0, bytes = photo.data.length;
  REFERENCE_CHANNELS.slice(1).forEach((to, i) => {
    const weights = 25 * to * REFERENCE_CHANNELS[i], pixels = (128 >> i) ** 2;
    macs += pixels * weights;
    bytes += weights + pixels * to;
  });
  return { name: "reference network, 256×256", macs, bytes, run: () => model.run("layer", { x: photo }) };
}

/** Multiply-accumulates of the shipped encoder for each latent cell of 16×16 pixels, and bytes that its layers move. */
const ENCODER_CELL = { macs: 1_342_464, bytes: 768 + 384 + 4 * 3 * 192 + 3 * 288 + 576 };
const ENCODER_WEIGHTS = 750_000;

async function shippedEncoder(build: Backend, width: number, height: number): Promise<Workload> {
  const model = await loadModelOn(build, await codecFile());
  const photo = noise(width, height), cells = width * height / 256;
  return {
    name: `shipped encoder, ${width}×${height}`,
    macs: cells * ENCODER_CELL.macs,
    bytes: cells * ENCODER_CELL.bytes + ENCODER_WEIGHTS,
    run: () => model.run("g_a", { rgb: photo }),
  };
}

function codecFile(): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(new URL("../../models/tiny/codec.scnn", import.meta.url));
}

function noise(width: number, height: number) {
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => i * 37 & 255) };
}

/** The kernels against what the machine can do, and the web's other runtime; above 1 is faster than the other. */
export async function nnRatios(repetitions = 12): Promise<Record<string, number>> {
  const { product, bandwidth, layers } = await nnSpeeds(backend(), repetitions);
  const ort = await loadOrt("wasm", 1);
  const session = await ort.InferenceSession.create(int8Network(REFERENCE_CHANNELS, 256));
  const x = new ort.Tensor("uint8", new Uint8Array(196608).fill(60), [1, 3, 256, 256]);
  const ours = await referenceNetwork(backend());
  const [mine, theirs] = await fastest([ours.run, () => session.run({ x })], repetitions);
  await session.release();
  const least = Math.min(...layers.slice(0, WIDTHS.length).map(({ gmacs }) => gmacs));
  const depthwise = layers.find(({ name }) => name.startsWith("depthwise 3×3"));
  if (depthwise === undefined) throw new Error("The depthwise layer was not measured");
  return {
    encoder_vs_onnxruntime_web: theirs / mine,
    // The slowest of the layers of 32 channels and more.
    encoder_vs_bare_product: least / product,
    // Bytes in and out, against those of a copy between 100 MB and 100 MB.
    depthwise_vs_bandwidth: depthwise.gmacs / depthwise.intensity / bandwidth,
  };
}

/**
 * The shipped encoder on a photo of 1920×1280 on two threads against one, by the clock. Throws where there are no two cores.
 */
export async function threadRatio(repetitions = 8): Promise<number> {
  if (navigator.hardwareConcurrency < 2) throw new Error("There is one core only");
  const file = await codecFile(), photo = noise(1920, 1280);
  const [model, threaded] = [loadModel(file), loadThreaded(file, 2)];
  const runs = [() => model.run("g_a", { rgb: photo }), () => threaded.run("g_a", { rgb: photo })];
  const [one, two] = await fastest(runs, repetitions, () => performance.now());
  threaded.free();
  model.free();
  return one / two;
}

/** The reference network against int8 in onnxruntime's native CPU runtime, on one thread. Throws where it is not there. */
export async function nativeRatio(repetitions = 12): Promise<number> {
  const native = await loadOrt("native", 1);
  const session = await native.InferenceSession.create(int8Network(REFERENCE_CHANNELS, 256), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const x = new native.Tensor("uint8", new Uint8Array(196608).fill(60), [1, 3, 256, 256]);
  const ours = await referenceNetwork(backend());
  const [mine, theirs] = await fastest([ours.run, () => session.run({ x })], repetitions);
  return theirs / mine;
}

/** Milliseconds of CPU that the process has taken. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Milliseconds of the fastest run of each. Repetitions are interleaved, so that other processes on the machine harm all
 * alike.
 */
async function fastest(runs: (() => unknown)[], repetitions: number, clock = cpuTime): Promise<number[]> {
  const best = runs.map(() => Infinity);
  for (let i = 0; i < repetitions; i++) {
    for (const [at, run] of runs.entries()) {
      const start = clock();
      await run();
      best[at] = Math.min(best[at], clock() - start);
    }
  }
  return best;
}

if (import.meta.main) {
  const speeds = { relaxed: await nnSpeeds("relaxed"), simd128: await nnSpeeds("simd128") };
  if (Deno.args.includes("--json")) {
    console.log(JSON.stringify(speeds));
  } else {
    for (const [build, { product, bandwidth, cacheBandwidth, layers }] of Object.entries(speeds)) {
      console.log(`${build}: bare product ${product.toFixed(1)} GMAC/s`);
      console.log(`${build}: copies ${bandwidth.toFixed(1)} GB/s, in the caches ${cacheBandwidth.toFixed(1)} GB/s`);
      for (const { name, gmacs, intensity } of layers) {
        const share = (gmacs / product).toFixed(2), needed = (gmacs / intensity).toFixed(1);
        console.log(`${build}: ${name}: ${gmacs.toFixed(1)} GMAC/s, ${share} of bare, ${needed} GB/s`);
      }
    }
    console.log("two threads:", (await threadRatio()).toFixed(2));
    console.log(await nnRatios());
    console.log("native:", await nativeRatio().catch((error) => String(error)));
  }
  Deno.exit(0);
}
