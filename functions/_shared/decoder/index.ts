/**
 * Decoder: received latents, reliability, key map and prompt to a picture, on any runtime.
 *
 * @module
 */

export { applyCorrection, type CorrectionOptions } from "./data_consistency.ts";
export { coreCount, type EmbeddedOptions, embeddedRuntime } from "./embedded.ts";
export type { AdapterUse, GraphName, GraphOutput, GraphRunner, GraphTensor, IntegrateOptions } from "./graph_runner.ts";
export { graphRuntime, type GraphRuntimeOptions } from "./graph_runtime.ts";
export type { OrtProvider } from "./ort_package.ts";
export type { DecoderModels, SessionSettings } from "./ort_sessions.ts";
export { type Adapter, mergeAdapters, readAdapter, type WeightedAdapter } from "./lora/index.ts";
export { type RemoteOptions, remoteRunner } from "./oip/index.ts";
export { reconstruct, type Reconstruction, type ReconstructOptions } from "./reconstruct.ts";
export type { DecoderRuntime, DiffusionInput, FlowRun, SynthesisInput } from "./runtime.ts";
export { workerRunner, type WorkerRunnerOptions, type WorkerRunnerSetup } from "./worker_runner.ts";
