import type { GraphName, GraphOutput, GraphTensor } from "./graph_runner.ts";
import type { DecoderModels, SessionSettings } from "./ort_sessions.ts";

/** What the main thread sends to a decoder worker: the models once, then one job at a time. */
export type ToWorker =
  | { kind: "models"; models: DecoderModels; settings: SessionSettings }
  | { kind: "run"; id: number; graph: GraphName; feeds: Record<string, GraphTensor> }
  | { kind: "integrate"; id: number; feeds: Record<string, GraphTensor>; steps: number; estimate: boolean }
  | { kind: "cancel"; id: number };

/** What a decoder worker answers: any number of steps, then an output or an error. */
export type FromWorker =
  | { id: number; step: number; estimate?: GraphOutput }
  | { id: number; output: GraphOutput }
  | { id: number; error: string };
