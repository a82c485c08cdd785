/**
 * A worker that codes with kernels built without SIMD, run as JavaScript. `tests/interpreter/exchange.ts` bundles and starts it.
 *
 * @module
 */
import "./polyfill.ts";
import { type KernelFile, loadKernels } from "../../kernels/load.ts";
import { codecOf, decode, encode, type Job, type Streams } from "./coder.ts";

/** What the worker is sent first, … */
export interface Setup {
  kernels: Partial<Record<KernelFile, Uint8Array<ArrayBuffer>>>;
  weights: Uint8Array;
  description: unknown;
}

/** … and then one after another: the job, and what the other engine made of it. */
export interface Exchange {
  job: Job;
  theirs: Streams;
}

/** What it makes itself, and what it reads in theirs. */
export interface Exchanged {
  streams: Streams;
  latents: Float32Array;
}

const scope = globalThis as unknown as { onmessage: (event: MessageEvent) => void; postMessage(value: unknown): void };
let codec: ReturnType<typeof codecOf> | undefined;

scope.onmessage = async ({ data }: MessageEvent<Setup | Exchange>) => {
  if ("kernels" in data) {
    await loadKernels((file) => data.kernels[file]);
    codec = codecOf(data.weights, data.description);
    scope.postMessage("ready");
  } else if (codec !== undefined) {
    const made: Exchanged = { streams: encode(codec, data.job), latents: decode(codec, data.job, data.theirs) };
    scope.postMessage(made);
  }
};
