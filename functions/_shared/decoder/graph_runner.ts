/** The decoder's networks; each is an ONNX file of the profile. */
export type GraphName = "synthesis" | "diffusion";

/** A tensor on its way to a network, row-major. */
export interface GraphTensor {
  dims: number[];
  data: Float32Array | BigInt64Array;
}

/** A network's only output. */
export interface GraphOutput {
  dims: readonly number[];
  data: Float32Array;
}

/** Runs one network on named tensors: the part of a runtime that differs between them. */
export interface GraphRunner {
  readonly name: string;
  run(graph: GraphName, feeds: Record<string, GraphTensor>, signal?: AbortSignal): Promise<GraphOutput>;
  close(): void;
}
