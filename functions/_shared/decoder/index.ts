/**
 * Decoder: received latents, reliability, key map and prompt to a picture, on any runtime.
 *
 * @module
 */

export { applyCorrection, type CorrectionOptions } from "./data_consistency.ts";
export type { GraphName, GraphOutput, GraphRunner, GraphTensor } from "./graph_runner.ts";
export { graphRuntime, type GraphRuntimeOptions } from "./graph_runtime.ts";
export type { DecoderModels } from "./ort_sessions.ts";
export { loadOrtWasm, type OrtWasmOptions } from "./ort_wasm.ts";
export { reconstruct, type Reconstruction, type ReconstructOptions } from "./reconstruct.ts";
export type { DecoderRuntime, DiffusionInput, SynthesisInput } from "./runtime.ts";
export { workerRunner, type WorkerRunnerOptions } from "./worker_runner.ts";
