import * as ort from "onnxruntime-web/wasm";
import type { GraphName, GraphOutput, GraphTensor } from "./graph_runner.ts";

/** The ONNX files of a profile. */
export interface DecoderModels {
  /** Latents to picture. */
  synthesis: Uint8Array;
  /** Velocity of the flow; without it only the deterministic decoder works. */
  diffusion?: Uint8Array;
}

/** Runs one of the networks. */
export type RunGraph = (graph: GraphName, feeds: Record<string, GraphTensor>) => Promise<GraphOutput>;

/**
 * onnxruntime-web's sessions, one per network, made at its first use. Only `ort_worker.ts` and the inline host import
 * this file, so that a process with workers never loads the 14 MB of WASM into its main thread.
 */
export function ortSessions(models: DecoderModels): RunGraph {
  // One thread: more need SharedArrayBuffer workers that the package cannot start in Deno.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const sessions = new Map<GraphName, Promise<ort.InferenceSession>>();

  const session = (graph: GraphName): Promise<ort.InferenceSession> => {
    let made = sessions.get(graph);
    if (made === undefined) {
      const model = models[graph];
      if (model === undefined) throw new Error(`No ${graph} model was given`);
      const platformWorker = globalThis.Worker;
      // Without the arena, memory between runs of different sizes is given back to the allocator.
      made = ort.InferenceSession.create(model, {
        executionProviders: ["wasm"],
        graphOptimizationLevel: "all",
        enableCpuMemArena: false,
        enableMemPattern: false,
        executionMode: "sequential",
      });
      sessions.set(graph, made);
      made.catch(() => sessions.delete(graph)).finally(() => {
        // Under Deno the package replaces this global by Node's class (it takes Deno for Node).
        globalThis.Worker = platformWorker;
      });
    }
    return made;
  };

  return async (graph, feeds) => {
    const ready = await session(graph);
    const tensors: Record<string, ort.Tensor> = {};
    for (const [name, { dims, data }] of Object.entries(feeds)) {
      tensors[name] = data instanceof BigInt64Array
        ? new ort.Tensor("int64", data, dims)
        : new ort.Tensor("float32", data, dims);
    }
    const outputs = await ready.run(tensors);
    const output = outputs[ready.outputNames[0]];
    if (!(output.data instanceof Float32Array)) throw new Error(`Output of ${graph} is ${output.type}, not float32`);
    return { dims: output.dims, data: output.data };
  };
}
