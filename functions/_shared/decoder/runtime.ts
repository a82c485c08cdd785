import type { Rgb } from "../../../kernels/pixels/wasm.ts";

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
  /** Lets go of everything. A runtime with a worker keeps the process alive until then. */
  close(): void;
}
