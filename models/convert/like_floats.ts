/**
 * Multipliers under which every accumulator is rounded as ONNX Runtime rounds it.
 *
 * It multiplies the accumulator by a scale in single precision and rounds a half to the even number. Where a product comes
 * within single precision of a half, an exact product may fall on the other side. Which accumulator is the first to reach
 * a step can be told for each step of a channel; a multiplier differs from the exact one by less than single precision can
 * tell, and each step says from where to where it may lie. Nothing is paid for it when a network runs.
 *
 * @module
 */
import { type Conv, roundHalfEven } from "./network.ts";
import type { FixedPoint } from "./requantize.ts";
import type { Storage } from "./storage.ts";

/** Greatest multiplier. */
const MOST = 2n ** 31n - 1n;

/** The step that an accumulator reaches in single precision. */
function stepOf(accumulator: number, scale: number): number {
  return roundHalfEven(Math.fround(Math.fround(accumulator) * scale));
}

/** The least accumulator that reaches a step; `undefined` where it is not near where it should be. */
function firstOf(step: number, scale: number): number | undefined {
  const near = Math.round((step - 0.5) / scale);
  for (let accumulator = near - 2; accumulator <= near + 2; accumulator++) {
    if (stepOf(accumulator, scale) >= step) return accumulator > near - 2 ? accumulator : undefined;
  }
  return undefined;
}

/** Division towards minus infinity. */
function floorDivided(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && (a < 0n) !== (b < 0n) ? quotient - 1n : quotient;
}

/** The multipliers under which a step is reached at `least` and not before. */
function boundsOf(step: number, least: number, shift: number): [low: bigint, high: bigint] {
  // least · mult reaches the half before the step, (least − 1) · mult does not.
  const half = BigInt(2 * step - 1) << BigInt(shift - 1);
  const [from, before] = [BigInt(least), BigInt(least - 1)];
  const low = from > 0n ? -floorDivided(-half, from) : before < 0n ? floorDivided(half, before) + 1n : 1n;
  const high = before > 0n ? -floorDivided(-half, before) - 1n : from < 0n ? floorDivided(half, from) : MOST;
  return [low, high];
}

/**
 * The multiplier nearest to `mult` under which `floor(accumulator · mult / 2^shift + 1/2)` reaches each step at the same
 * accumulator as single precision does. Where the multiplier has too few bits for all, steps near 0 go first: results are
 * seldom large.
 *
 * @param scale Steps for one of the accumulator, in single precision, over 0
 * @param steps First and last step that a result can have, 0 being the zero point
 * @param reach Greatest magnitude of an accumulator
 */
export function multiplierLikeFloats(
  mult: number,
  shift: number,
  scale: number,
  [first, last]: [number, number],
  reach: number,
): number {
  const steps = Array.from({ length: last - first }, (_, i) => first + 1 + i)
    .filter((step) => Math.abs((step - 0.5) / scale) <= reach)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  let [low, high] = [1n, MOST];
  for (const step of steps) {
    const least = firstOf(step, scale);
    if (least === undefined) continue;
    const bounds = boundsOf(step, least, shift);
    const [higher, lower] = [bounds[0] > low ? bounds[0] : low, bounds[1] < high ? bounds[1] : high];
    if (higher <= lower) [low, high] = [higher, lower];
  }
  const exact = BigInt(mult);
  return Number(exact < low ? low : exact > high ? high : exact);
}

/**
 * Multipliers of a convolution. ONNX Runtime multiplies in integers, and then rescales in single precision, where both
 * sides have at most 8 bits and nothing is added; others stay as they are.
 */
export function likeFloats(
  { weight, scale, src, out, skip }: Conv,
  { mults, shift }: FixedPoint,
  { bias, reach, target }: {
    bias: number[];
    /** Greatest magnitude of a stored activation. */
    reach: number;
    target: Storage;
  },
): number[] {
  if (skip !== undefined || src.hi - src.lo > 255 || out.hi - out.lo > 255) return mults;
  const { zeroPoint } = out.quantization;
  const steps: [number, number] = [target.lo - zeroPoint, target.hi - zeroPoint];
  const per = weight.length / scale.length;
  return mults.map((mult, o) => {
    if (mult <= 0) return mult;
    const sum = weight.subarray(o * per, (o + 1) * per).reduce((sum, w) => sum + Math.abs(w), 0);
    return multiplierLikeFloats(mult, shift, scale[o], steps, sum * reach + Math.abs(bias[o]));
  });
}
