import { graphRuntime, type GraphRuntimeOptions } from "./graph_runtime.ts";
import { inlineRunner } from "./inline_runner.ts";
import type { OrtProvider } from "./ort_package.ts";
import type { DecoderModels } from "./ort_sessions.ts";
import type { DecoderRuntime } from "./runtime.ts";
import { workerRunner, type WorkerRunnerOptions } from "./worker_runner.ts";

/** Options of {@linkcode embeddedRuntime}. */
export interface EmbeddedOptions extends GraphRuntimeOptions, WorkerRunnerOptions {
  /** Where sessions run, `wasm` by default. */
  provider?: OrtProvider;
  /** Threads of one run on the processor; 1 by default for `wasm`, else as many as there are cores, four at most. */
  threads?: number;
  /** Whether the sessions live in a Worker (by default where the platform has one), or what starts it. */
  worker?: boolean | (() => Worker);
}

/** Most threads that are worth their start on networks of this size. */
const MAX_THREADS = 4;

/**
 * The networks within this process, on onnxruntime. Nothing is loaded before the first picture, and the diffusion network
 * not before the first step. Call `close()` at the end: an open worker keeps the process alive.
 *
 * @param models bytes of the ONNX files
 */
export function embeddedRuntime(models: DecoderModels, options: EmbeddedOptions = {}): DecoderRuntime {
  const { provider = "wasm", threads = defaultThreads(provider), worker = hasWorkers() } = options;
  const start = typeof worker === "function" ? worker : createWorker;
  const runner = worker
    ? workerRunner({ models, settings: { provider, threads }, createWorker: start }, options)
    // Threads of WebAssembly wait for each other by blocking, which not every main thread may do.
    : inlineRunner(models, { provider, threads: provider === "wasm" ? 1 : threads }, options.queueLimit);
  return graphRuntime(runner, options);
}

function createWorker(): Worker {
  return new Worker(new URL("./ort_worker.ts", import.meta.url), { type: "module", name: "decoder" });
}

/** A server's pictures come one beside the other anyway, so threads of WebAssembly are for those who ask for them. */
function defaultThreads(provider: OrtProvider): number {
  return provider === "wasm" ? 1 : coreCount();
}

/** Threads that there are cores for, four at most. */
export function coreCount(): number {
  return Math.max(1, Math.min(MAX_THREADS, globalThis.navigator?.hardwareConcurrency ?? 1));
}

/**
 * Whether Workers are the platform's. A package that takes Deno for Node puts `worker_threads`' class in the place of the
 * global one; that would start our worker, and no message would ever reach it.
 */
function hasWorkers(): boolean {
  return typeof globalThis.Worker === "function" && globalThis.Worker.prototype instanceof EventTarget;
}
