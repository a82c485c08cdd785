import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import type { AdapterUse } from "./graph_runner.ts";

/** What the synthesis takes: received latents and what is known of them, planar (channel, row, column). */
export interface SynthesisInput {
  /** Rows of latent cells. */
  h: number;
  /** Columns of latent cells. */
  w: number;
  /** Dequantized latents in real units, 192·h·w. */
  yHat: Float32Array;
  /** 1 received, 0 lost, h·w. */
  reliability: Float32Array;
  /** log2 of the effective quantization step in real units, h·w. */
  step: Float32Array;
}

/** What one step of the diffusion decoder takes. */
export interface DiffusionInput extends SynthesisInput {
  /** State at time {@linkcode t}, 192·h·w; standard normal noise at t = 0. */
  x: Float32Array;
  /** Time in [0, 1). */
  t: number;
  /** 1 key, 0 rest, h·w. */
  key: Float32Array;
  /** Tokens of the prompt, 32. */
  tokens: Int32Array;
}

/** Options of {@linkcode DecoderRuntime.integrate}. */
export interface FlowRun {
  /** Euler steps from t = 0 to 1. */
  steps: number;
  /** Whether `onStep` gets what the flow would end at, were the velocity constant from here on, 192·h·w. */
  estimate: boolean;
  onStep: (step: number, estimate?: Float32Array) => void;
  signal?: AbortSignal;
}

/**
 * Where the decoder's networks run. All runtimes take the same tensors. Methods reject with `SemcastError` of code
 * `unavailable` when the runtime fails, and with the signal's reason when it is aborted.
 */
export interface DecoderRuntime {
  /** For reports, such as `wasm`. */
  readonly name: string;
  /** Latents to a picture of 16·w × 16·h pixels. */
  synthesize(input: SynthesisInput, signal?: AbortSignal): Promise<Rgb>;
  /** Velocity of the flow at (x, t), 192·h·w. */
  diffuse(input: DiffusionInput, signal?: AbortSignal): Promise<Float32Array>;
  /**
   * The whole flow from the state at t = 0 to that at t = 1, on runtimes that keep it on their device between steps.
   * Undefined where it does not fit the device whole: then it goes step by step.
   */
  integrate?(input: Omit<DiffusionInput, "t">, run: FlowRun): Promise<Float32Array> | undefined;
  /** The same with adapters merged into the networks; closing it closes nothing. Undefined where that is not possible. */
  adapted?(adapters: readonly AdapterUse[]): DecoderRuntime;
  /** Lets go of everything. A runtime with a worker keeps the process alive until then. */
  close(): void;
}
