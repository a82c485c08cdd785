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

/** An adapter to merge into the networks before they run. */
export interface AdapterUse {
  name: string;
  /** 1 is as it was trained; 0 has no effect. */
  weight: number;
  /** A safetensors file. */
  file: Uint8Array;
}

/** How {@linkcode GraphRunner.integrate} goes. */
export interface IntegrateOptions {
  /** Euler steps from t = 0 to 1. */
  steps: number;
  /** Whether `onStep` gets what the flow would end at, were the velocity constant from here on. */
  estimate: boolean;
  /** Called after each step. */
  onStep: (step: number, estimate?: GraphOutput) => void;
  signal?: AbortSignal;
}

/** Runs one network on named tensors: the part of a runtime that differs between them. */
export interface GraphRunner {
  readonly name: string;
  run(graph: GraphName, feeds: Record<string, GraphTensor>, signal?: AbortSignal): Promise<GraphOutput>;
  /**
   * The whole flow, where its state can stay on the device between steps.
   *
   * @param feeds of `diffusion`; `x_t` is the state at t = 0, `t` is left out
   * @returns the state at t = 1
   */
  integrate?(feeds: Record<string, GraphTensor>, options: IntegrateOptions): Promise<GraphOutput>;
  /** The same with adapters merged into the networks; closing it closes nothing. Undefined where that is not possible. */
  adapted?(adapters: readonly AdapterUse[]): GraphRunner;
  close(): void;
}
