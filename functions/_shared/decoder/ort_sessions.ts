import type * as Ort from "onnxruntime-web/wasm";
import type { GraphName, GraphOutput, GraphTensor, IntegrateOptions } from "./graph_runner.ts";
import { integrateOnGpu } from "./ort_gpu_flow.ts";
import { loadOrt, type OrtApi, type OrtProvider } from "./ort_package.ts";

/** The ONNX files of a profile. */
export interface DecoderModels {
  /** Latents to picture. */
  synthesis: Uint8Array;
  /** Velocity of the flow; without it only the deterministic decoder works. */
  diffusion?: Uint8Array;
}

/** How sessions are made. */
export interface SessionSettings {
  provider: OrtProvider;
  /** Threads of one run on the processor. */
  threads: number;
}

/** The networks, ready to run. */
export interface GraphSessions {
  run(graph: GraphName, feeds: Record<string, GraphTensor>): Promise<GraphOutput>;
  /** Only where the state can stay on a device. */
  integrate?(feeds: Record<string, GraphTensor>, options: IntegrateOptions): Promise<GraphOutput>;
}

/**
 * onnxruntime's sessions, one per network, made at its first use. Only `ort_worker.ts` and the inline runner import this
 * file, so that a process with workers never loads the runtime into its main thread.
 */
export async function ortSessions(models: DecoderModels, settings: SessionSettings): Promise<GraphSessions> {
  const { provider, threads } = settings;
  const ort = await loadOrt(provider, threads);
  const options = sessionOptions(provider, threads);
  const sessions = new Map<GraphName, Promise<Ort.InferenceSession>>();

  const session = (graph: GraphName): Promise<Ort.InferenceSession> => {
    let made = sessions.get(graph);
    if (made === undefined) {
      made = ort.InferenceSession.create(modelOf(models, graph), options);
      sessions.set(graph, made);
      made.catch(() => sessions.delete(graph));
    }
    return made;
  };

  return {
    async run(graph, feeds) {
      const ready = await session(graph);
      const outputs = await ready.run(tensorsOf(ort, feeds));
      const output = outputs[ready.outputNames[0]];
      if (!(output.data instanceof Float32Array)) throw new Error(`Output of ${graph} is ${output.type}, not float32`);
      return { dims: output.dims, data: output.data };
    },
    ...(provider === "webgpu" ? { integrate: integrateOnGpu(ort, () => modelOf(models, "diffusion"), options) } : {}),
  };
}

/** The model of a network, or an error that names it. */
function modelOf(models: DecoderModels, graph: GraphName): Uint8Array {
  const model = models[graph];
  if (model === undefined) throw new Error(`No ${graph} model was given`);
  return model;
}

/** Row-major data as the runtime's tensors. */
export function tensorsOf(ort: OrtApi, feeds: Record<string, GraphTensor>): Record<string, Ort.Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { dims, data }]) => [
      name,
      data instanceof BigInt64Array ? new ort.Tensor("int64", data, dims) : new ort.Tensor("float32", data, dims),
    ]),
  );
}

function sessionOptions(provider: OrtProvider, threads: number): Ort.InferenceSession.SessionOptions {
  const shared: Ort.InferenceSession.SessionOptions = { graphOptimizationLevel: "all", logSeverityLevel: 3 };
  if (provider === "webgpu") return { ...shared, executionProviders: ["webgpu"] };
  if (provider === "native-cuda") return { ...shared, executionProviders: ["cuda", "cpu"] };
  if (provider === "native") return { ...shared, executionProviders: ["cpu"], intraOpNumThreads: threads };
  // Without the arena, memory between runs of different sizes is given back to the allocator.
  return { ...shared, executionProviders: ["wasm"], enableCpuMemArena: false, enableMemPattern: false };
}
