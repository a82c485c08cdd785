/**
 * Real factors as integers: factor ≈ mult / 2^shift, the greatest magnitude near 2^30.
 *
 * @module
 */

/** Factors with one common shift. */
export interface FixedPoint {
  mults: number[];
  shift: number;
}

/**
 * Fixed-point forms of several factors.
 *
 * @param maxShift Greatest shift that the operator takes; small factors then have fewer bits
 * @returns `undefined` where a factor is not finite or too large
 */
export function fixedPoint(factors: ArrayLike<number>, maxShift: number): FixedPoint | undefined {
  let peak = 0;
  for (let i = 0; i < factors.length; i++) peak = Math.max(peak, Math.abs(factors[i]));
  if (!Number.isFinite(peak)) return undefined;
  const shift = peak === 0 ? maxShift : Math.min(maxShift, Math.floor(30 - Math.log2(peak)));
  if (shift < 1) return undefined;
  return { mults: Array.from(factors, (factor) => Math.round(factor * 2 ** shift)), shift };
}
