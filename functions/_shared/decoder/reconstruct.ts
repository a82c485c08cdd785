import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import type { Decoded } from "../codec/decoded.ts";
import { SemcastError } from "../errors.ts";
import { applyCorrection, isOpen } from "./data_consistency.ts";
import { integrateFlow } from "./flow.ts";
import type { DecoderRuntime, SynthesisInput } from "./runtime.ts";

const CELL = 16;
const MAX_STEPS = 4;

/** Time that is kept for the deterministic reconstruction: twice what it takes on one slow core (docs/decoder.md). */
const RESERVE_MS = 500, RESERVE_MS_PER_CELL = 1;

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
  /** What lost latents are expected to be, [192, h, w] in real units, 0 where the cell arrived; 0 by default. */
  prior?: Float32Array;
  /** Steps of the flow, 0 (deterministic decoder) to 4 (default). */
  steps?: number;
  /** Seed of the noise, 1 by default. */
  seed?: number;
  /**
   * How far the picture sticks to what was received: 1 is the deterministic reconstruction, 0 takes the whole drawn
   * correction, 0.5 (default) half of it. Whatever it is, received latents stay inside their quantization bins.
   */
  fidelity?: number;
  /**
   * Milliseconds for the whole picture. When those left are what the deterministic reconstruction takes, that is the
   * answer. No limit by default.
   */
  deadlineMs?: number;
  /** Stops within one step; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each step of the flow. */
  onStep?: (step: number, steps: number) => void;
  /** Called with what the picture would be, after each step but the last; costs a synthesis each time. */
  onPreview?: (step: number, image: Rgb) => void;
  /** Takes over when `runtime` cannot even synthesize, or is late; `runtime` itself by default. */
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
  const limit = timeLimit(options.deadlineMs, decoded.h * decoded.w, signal);
  try {
    const wanted = fidelity < 1 && somethingIsOpen(decoded, options.key) ? steps : 0;
    let yHat: Float32Array | undefined;
    let reason: string | undefined;
    if (wanted > 0) {
      try {
        yHat = await drawn(decoded, options, wanted, fidelity, runtime, limit);
      } catch (error) {
        signal?.throwIfAborted();
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    const drawnAt = performance.now();
    const made = await synthesize(
      { ...decoded, yHat: yHat ?? expected(decoded, options.prior) },
      options,
      runtime,
      limit,
    );
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
  } finally {
    limit.clear();
  }
}

/** Ends the work on what was asked for, in time for the deterministic reconstruction. */
interface TimeLimit {
  /** Aborts when the time is over, and with the caller's signal. */
  signal: AbortSignal;
  /** Looks at the clock: a runtime that blocks the thread keeps timers from firing. */
  check(): void;
  clear(): void;
}

function timeLimit(deadlineMs: number | undefined, cells: number, signal?: AbortSignal): TimeLimit {
  const late = new AbortController();
  const both = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
  if (deadlineMs === undefined) return { signal: both, check: () => {}, clear: () => {} };
  const reserve = RESERVE_MS + RESERVE_MS_PER_CELL * cells;
  const limitMs = Math.max(deadlineMs - reserve, deadlineMs / 2);
  const begin = performance.now();
  const give = () => late.abort(new SemcastError("unavailable", `Decoder took longer than ${Math.round(limitMs)} ms`));
  const timer = setTimeout(give, limitMs);
  return {
    signal: both,
    check: () => {
      if (performance.now() - begin > limitMs) give();
    },
    clear: () => clearTimeout(timer),
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

/** Received latents, and the prior of lost ones, whose latents are 0. */
function expected({ yHat }: Decoded, prior: Float32Array | undefined): Float32Array {
  return prior === undefined ? yHat : yHat.map((value, i) => value + prior[i]);
}

function somethingIsOpen(decoded: Decoded, key: Uint8Array): boolean {
  for (let cell = 0; cell < key.length; cell++) if (isOpen(decoded, key, cell)) return true;
  return false;
}

async function drawn(
  decoded: Decoded,
  options: ReconstructOptions,
  steps: number,
  fidelity: number,
  runtime: DecoderRuntime,
  limit: TimeLimit,
): Promise<Float32Array> {
  const { key, tokens, lostScale, prior, seed = 1, onStep, onPreview } = options;
  const corrected = (x1: Float32Array) => applyCorrection(decoded, x1, { key, lostScale, prior, fidelity });
  const preview = async (step: number, end: Float32Array) => {
    const picture = await runtime.synthesize({ ...decoded, yHat: corrected(end) }, limit.signal);
    if (!limit.signal.aborted) onPreview?.(step, crop(picture, options.width, options.height));
  };
  const x1 = await integrateFlow(runtime, { ...decoded, key: Float32Array.from(key), tokens }, {
    steps,
    seed,
    signal: limit.signal,
    estimate: onPreview !== undefined,
    onStep(step, end) {
      limit.check();
      onStep?.(step, steps);
      // A preview that fails or is late is left out.
      if (end !== undefined) preview(step, end).catch(() => {});
    },
  });
  limit.signal.throwIfAborted();
  return corrected(x1);
}

async function synthesize(
  input: SynthesisInput,
  { signal, fallback }: ReconstructOptions,
  runtime: DecoderRuntime,
  limit: TimeLimit,
): Promise<{ picture: Rgb; runtime: string; reason?: string }> {
  // A second try on the same runtime: a worker that crashed is replaced at its next job. The last one may take all the time
  // that it needs.
  const attempts = [
    { candidate: runtime, until: limit.signal },
    { candidate: runtime, until: limit.signal },
    { candidate: fallback ?? runtime, until: signal },
  ];
  let failure: SemcastError | undefined;
  for (const { candidate, until } of attempts) {
    signal?.throwIfAborted();
    if (until?.aborted) {
      failure ??= asUnavailable(until.reason);
      continue;
    }
    try {
      const picture = await candidate.synthesize(input, until);
      return { picture, runtime: candidate.name, ...(candidate === runtime ? {} : { reason: failure?.message }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SemcastError && error.code === "invalid-argument") throw error;
      failure = asUnavailable(error);
    }
  }
  throw failure;
}

function asUnavailable(error: unknown): SemcastError {
  if (error instanceof SemcastError) return error;
  return new SemcastError("unavailable", `Decoder failed: ${String(error)}`, { cause: error });
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
