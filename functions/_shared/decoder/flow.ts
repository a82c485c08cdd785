import { Random } from "../random.ts";
import type { DecoderRuntime, DiffusionInput, FlowRun } from "./runtime.ts";

/** Seeded standard normal noise, the state of the flow at t = 0. */
export function noise(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = random.gaussian();
  return out;
}

/** Options of {@linkcode integrateFlow}; the signal aborts between steps and while waiting for the runtime. */
export interface FlowOptions extends FlowRun {
  seed: number;
}

/**
 * Draws from the flow: Euler's method along the velocity from t = 0 to t = 1 (flow matching, arXiv 2210.02747).
 *
 * @returns the state at t = 1, [192, h, w]
 */
export async function integrateFlow(
  runtime: DecoderRuntime,
  condition: Omit<DiffusionInput, "x" | "t">,
  { seed, ...run }: FlowOptions,
): Promise<Float32Array> {
  const x = noise(condition.yHat.length, seed);
  return await (runtime.integrate?.({ ...condition, x }, run) ?? byStep(runtime, { ...condition, x }, run));
}

async function byStep(
  runtime: DecoderRuntime,
  condition: Omit<DiffusionInput, "t">,
  { steps, estimate, onStep, signal }: FlowRun,
): Promise<Float32Array> {
  const { x } = condition;
  for (let i = 0; i < steps; i++) {
    signal?.throwIfAborted();
    const t = i / steps;
    const velocity = await runtime.diffuse({ ...condition, t }, signal);
    const end = estimate && i + 1 < steps ? x.map((value, j) => value + (1 - t) * velocity[j]) : undefined;
    for (let j = 0; j < x.length; j++) x[j] += velocity[j] / steps;
    onStep(i + 1, end);
  }
  return x;
}
