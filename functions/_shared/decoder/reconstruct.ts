import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import type { Decoded } from "../codec/decoded.ts";
import { SemcastError } from "../errors.ts";
import { applyCorrection, isOpen } from "./data_consistency.ts";
import { integrateFlow } from "./flow.ts";
import type { DecoderRuntime, SynthesisInput } from "./runtime.ts";

const CELL = 16;
const MAX_STEPS = 4;

/** Options of {@linkcode reconstruct}. */
export interface ReconstructOptions {
  /** Size of the photo in pixels; the latents cover it rounded up to cells. */
  width: number;
  height: number;
  /** 1 key, 0 rest per latent cell, [h, w]. */
  key: Uint8Array;
  /** Tokens of the prompt, 32; all 0 where it was lost. */
  tokens: Int32Array;
  /** Unit of lost latents per channel, from codec.json. */
  lostScale: readonly number[];
  /** Steps of the flow, 0 (deterministic decoder) to 4 (default). */
  steps?: number;
  /** Seed of the noise, 1 by default. */
  seed?: number;
  /**
   * How far the picture sticks to what was received: 1 is the deterministic reconstruction, 0 takes the whole drawn
   * correction, 0.5 (default) half of it. Whatever it is, received latents stay inside their quantization bins.
   */
  fidelity?: number;
  /** Milliseconds for the flow; when they are over, the deterministic reconstruction is the answer. No limit by default. */
  deadlineMs?: number;
  /** Stops within one step; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each step of the flow. */
  onStep?: (step: number, steps: number) => void;
  /** Takes over when `runtime` cannot even synthesize. */
  fallback?: DecoderRuntime;
}

/** A picture and how it came about. */
export interface Reconstruction {
  image: Rgb;
  /** Steps of the flow that the picture has seen. */
  steps: number;
  /** Whether the picture is less than was asked for because a runtime failed or was late. */
  degraded: boolean;
  /** What degraded it. */
  reason?: string;
  /** Name of the runtime that made the picture. */
  runtime: string;
  ms: { diffuse: number; synthesize: number; total: number };
}

/**
 * Makes the picture: draws a correction of the received latents where there is something to draw, keeps it consistent
 * with what was received, and synthesizes. Where the flow fails or is late, the deterministic reconstruction takes its
 * place (`degraded`). With everything lost, the picture comes from the prompt alone.
 *
 * @throws SemcastError `invalid-argument` for an option out of its range; `unavailable` when no runtime could synthesize
 */
export async function reconstruct(
  decoded: Decoded,
  options: ReconstructOptions,
  runtime: DecoderRuntime,
): Promise<Reconstruction> {
  const { steps = MAX_STEPS, fidelity = 0.5, signal } = options;
  checkOptions(decoded, options, steps, fidelity);
  const begin = performance.now();
  const received: SynthesisInput = decoded;
  const wanted = fidelity < 1 && somethingIsOpen(decoded, options.key) ? steps : 0;
  let yHat: Float32Array | undefined;
  let reason: string | undefined;
  if (wanted > 0) {
    try {
      yHat = await drawn(decoded, options, wanted, fidelity, runtime);
    } catch (error) {
      signal?.throwIfAborted();
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const drawnAt = performance.now();
  const made = await synthesize({ ...received, yHat: yHat ?? decoded.yHat }, options, runtime);
  const end = performance.now();
  const failure = reason ?? made.reason;
  return {
    image: crop(made.picture, options.width, options.height),
    steps: yHat === undefined ? 0 : wanted,
    degraded: failure !== undefined,
    ...(failure === undefined ? {} : { reason: failure }),
    runtime: made.runtime,
    ms: { diffuse: drawnAt - begin, synthesize: end - drawnAt, total: end - begin },
  };
}

function checkOptions(decoded: Decoded, options: ReconstructOptions, steps: number, fidelity: number): void {
  const { width, height, key, tokens } = options;
  const { h, w } = decoded;
  if (!Number.isInteger(steps) || steps < 0 || steps > MAX_STEPS) {
    throw new SemcastError("invalid-argument", `Steps must be 0 to ${MAX_STEPS}, got ${steps}`);
  }
  if (!(fidelity >= 0 && fidelity <= 1)) {
    throw new SemcastError("invalid-argument", `Fidelity must be 0 to 1, got ${fidelity}`);
  }
  if (Math.ceil(width / CELL) !== w || Math.ceil(height / CELL) !== h) {
    throw new SemcastError("invalid-argument", `A picture of ${width}×${height} does not have ${w}×${h} cells`);
  }
  if (key.length !== h * w || tokens.length !== 32) {
    throw new SemcastError(
      "invalid-argument",
      `Key map has ${key.length} of ${h * w} cells, ${tokens.length} tokens of 32`,
    );
  }
}

function somethingIsOpen(decoded: Decoded, key: Uint8Array): boolean {
  for (let cell = 0; cell < key.length; cell++) if (isOpen(decoded, key, cell)) return true;
  return false;
}

async function drawn(
  decoded: Decoded,
  { key, tokens, lostScale, seed = 1, deadlineMs, signal, onStep }: ReconstructOptions,
  steps: number,
  fidelity: number,
  runtime: DecoderRuntime,
): Promise<Float32Array> {
  const late = new AbortController();
  const give = () => late.abort(new SemcastError("unavailable", `Flow took longer than ${deadlineMs} ms`));
  const timer = deadlineMs === undefined ? undefined : setTimeout(give, deadlineMs);
  const begin = performance.now();
  try {
    const condition = { ...decoded, key: Float32Array.from(key), tokens };
    const x1 = await integrateFlow(runtime, condition, {
      steps,
      seed,
      signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
      onStep(step, steps) {
        // A runtime that blocks the thread keeps the timer from firing.
        if (deadlineMs !== undefined && performance.now() - begin > deadlineMs) give();
        onStep?.(step, steps);
      },
    });
    late.signal.throwIfAborted();
    return applyCorrection(decoded, x1, { key, lostScale, fidelity });
  } finally {
    clearTimeout(timer);
  }
}

async function synthesize(
  input: SynthesisInput,
  { signal, fallback }: ReconstructOptions,
  runtime: DecoderRuntime,
): Promise<{ picture: Rgb; runtime: string; reason?: string }> {
  // A second try on the same runtime: a worker that crashed is replaced at its next job.
  const attempts = [runtime, runtime, ...(fallback === undefined ? [] : [fallback])];
  let failure: SemcastError | undefined;
  for (const candidate of attempts) {
    signal?.throwIfAborted();
    try {
      const picture = await candidate.synthesize(input, signal);
      return { picture, runtime: candidate.name, ...(candidate === runtime ? {} : { reason: failure?.message }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SemcastError && error.code === "invalid-argument") throw error;
      failure = error instanceof SemcastError
        ? error
        : new SemcastError("unavailable", `Decoder failed: ${String(error)}`, { cause: error });
    }
  }
  throw failure;
}

function crop(picture: Rgb, width: number, height: number): Rgb {
  if (picture.width === width && picture.height === height) return picture;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = y * picture.width * 3;
    data.set(picture.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
