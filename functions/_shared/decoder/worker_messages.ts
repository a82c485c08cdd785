import type { GraphName, GraphOutput, GraphTensor } from "./graph_runner.ts";
import type { DecoderModels } from "./ort_sessions.ts";

/** What the main thread sends to a decoder worker: the models once, then one job at a time. */
export type ToWorker =
  | { kind: "models"; models: DecoderModels }
  | { kind: "run"; id: number; graph: GraphName; feeds: Record<string, GraphTensor> };

/** What a decoder worker answers. */
export type FromWorker =
  | { id: number; output: GraphOutput }
  | { id: number; error: string };
