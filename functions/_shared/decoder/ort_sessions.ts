import type * as Ort from "onnxruntime-web/wasm";
import type { AdapterUse, GraphName, GraphOutput, GraphTensor, IntegrateOptions } from "./graph_runner.ts";
import { mergeAdapters, readAdapter, type WeightedAdapter } from "./lora/index.ts";
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
  run(
    graph: GraphName,
    feeds: Record<string, GraphTensor>,
    adapters: readonly AdapterUse[],
  ): Promise<GraphOutput>;
  /** Only where the state can stay on a device. */
  integrate?(
    feeds: Record<string, GraphTensor>,
    adapters: readonly AdapterUse[],
    options: IntegrateOptions,
  ): Promise<GraphOutput>;
}

/** Most sessions besides those without adapters; the one that was used longest ago makes room. */
const MAX_ADAPTED = 4;

/**
 * onnxruntime's sessions, one per network and choice of adapters, made at its first use. Only `ort_worker.ts` and the
 * inline runner import this file, so that a process with workers never loads the runtime into its main thread. One job at
 * a time.
 */
export async function ortSessions(models: DecoderModels, settings: SessionSettings): Promise<GraphSessions> {
  const { provider, threads } = settings;
  const ort = await loadOrt(provider, threads);
  const options = sessionOptions(provider, threads);
  const plain = new Map<string, Promise<Ort.InferenceSession>>();
  const adapted = new Map<string, Promise<Ort.InferenceSession>>();

  const session = async (
    graph: GraphName,
    adapters: readonly AdapterUse[],
    make: (model: Uint8Array) => Promise<Ort.InferenceSession>,
    kind = "",
  ): Promise<Ort.InferenceSession> => {
    const active = adapters.filter(({ weight }) => weight !== 0);
    const cache = active.length === 0 ? plain : adapted;
    const key = [graph + kind, ...active.map(({ name, weight }) => `${name}:${weight}`)].join(" ");
    const made = cache.get(key) ?? make(mergeAdapters(graph, modelOf(models, graph), active.map(weighted)));
    made.catch(() => cache.delete(key));
    // Last in the order of the map is the one used last.
    cache.delete(key);
    cache.set(key, made);
    if (adapted.size > MAX_ADAPTED) {
      const [[oldest, unused]] = adapted;
      adapted.delete(oldest);
      await (await unused).release();
    }
    return await made;
  };
  const create = (model: Uint8Array) => ort.InferenceSession.create(model, options);

  const integrate = integrateOnGpu(ort, options, (adapters, make) => session("diffusion", adapters, make, " flow"));
  return {
    async run(graph, feeds, adapters) {
      const ready = await session(graph, adapters, create);
      const outputs = await ready.run(tensorsOf(ort, feeds));
      const output = outputs[ready.outputNames[0]];
      if (!(output.data instanceof Float32Array)) throw new Error(`Output of ${graph} is ${output.type}, not float32`);
      return { dims: output.dims, data: output.data };
    },
    ...(provider === "webgpu" ? { integrate } : {}),
  };
}

function weighted({ file, weight }: AdapterUse): WeightedAdapter {
  return { adapter: readAdapter(file), weight };
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
