import { graphRuntime, type GraphRuntimeOptions } from "./graph_runtime.ts";
import { inlineRunner } from "./inline_runner.ts";
import type { DecoderModels } from "./ort_sessions.ts";
import type { DecoderRuntime } from "./runtime.ts";
import { workerRunner, type WorkerRunnerOptions } from "./worker_runner.ts";

// onnxruntime-web takes Deno for Node and puts `worker_threads`' class in the place of the global one when its first session
// is made on this thread; that class would start our worker without `onmessage`.
const PlatformWorker = globalThis.Worker;

/** Options of {@linkcode loadOrtWasm}. */
export interface OrtWasmOptions extends GraphRuntimeOptions, WorkerRunnerOptions {
  /** Whether the sessions live in a Worker; by default where the platform has one. */
  worker?: boolean;
}

/**
 * The embedded runtime: onnxruntime-web's `wasm` with one thread. Nothing is loaded before the first picture, and the
 * diffusion network not before the first step. Call `close()` at the end: an open worker keeps the process alive.
 *
 * @param models bytes of the ONNX files
 */
export function loadOrtWasm(models: DecoderModels, options: OrtWasmOptions = {}): Promise<DecoderRuntime> {
  const worker = options.worker ?? PlatformWorker !== undefined;
  const runner = worker
    ? workerRunner(
      models,
      () => new PlatformWorker(new URL("./ort_worker.ts", import.meta.url), { type: "module", name: "decoder" }),
      options,
    )
    : inlineRunner(models, options.queueLimit);
  return Promise.resolve(graphRuntime(runner, options));
}
