import { Random } from "../random.ts";
import type { DecoderRuntime, DiffusionInput } from "./runtime.ts";

/** Seeded standard normal noise, the state of the flow at t = 0. */
export function noise(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = random.gaussian();
  return out;
}

/** Options of {@linkcode integrateFlow}. */
export interface FlowOptions {
  /** Euler steps. */
  steps: number;
  seed: number;
  /** Aborts between steps and while waiting for the runtime. */
  signal?: AbortSignal;
  /** Called after each step. */
  onStep?: (step: number, steps: number) => void;
}

/**
 * Draws from the flow: Euler's method along the velocity from t = 0 to t = 1 (flow matching, arXiv 2210.02747).
 *
 * @returns the state at t = 1, [192, h, w]
 */
export async function integrateFlow(
  runtime: DecoderRuntime,
  condition: Omit<DiffusionInput, "x" | "t">,
  { steps, seed, signal, onStep }: FlowOptions,
): Promise<Float32Array> {
  const x = noise(condition.yHat.length, seed);
  const dt = 1 / steps;
  for (let i = 0; i < steps; i++) {
    signal?.throwIfAborted();
    const velocity = await runtime.diffuse({ ...condition, x, t: i * dt }, signal);
    for (let j = 0; j < x.length; j++) x[j] += dt * velocity[j];
    onStep?.(i + 1, steps);
  }
  return x;
}
