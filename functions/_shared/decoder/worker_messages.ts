import type { AdapterUse, GraphName, GraphOutput, GraphTensor } from "./graph_runner.ts";
import type { DecoderModels, SessionSettings } from "./ort_sessions.ts";

/** What every job has. */
export interface Job {
  id: number;
  feeds: Record<string, GraphTensor>;
  adapters: readonly AdapterUse[];
}

/** What the main thread sends to a decoder worker: the models once, then one job at a time. */
export type ToWorker =
  | { kind: "models"; models: DecoderModels; settings: SessionSettings }
  | (Job & { kind: "run"; graph: GraphName })
  | (Job & { kind: "integrate"; steps: number; estimate: boolean })
  | { kind: "cancel"; id: number };

/** What a decoder worker answers: any number of steps, then an output or an error. */
export type FromWorker =
  | { id: number; step: number; estimate?: GraphOutput }
  | { id: number; output: GraphOutput }
  | { id: number; error: string };
