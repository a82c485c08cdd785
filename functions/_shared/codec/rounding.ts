/**
 * Worth of an error, in bits for one step². The least squared error for its bits is at 12 to 16; at 18 more texture stays,
 * which costs 0.04 dB and gives more SSIM (docs/codec.md).
 */
export const DEFAULT_WEIGHT = 18;
/** The rounding offset that the kernel's quantizer has and the networks were trained with. */
export const DEFAULT_ROUNDING = 0.4;

/** What doubling the worth of an error adds to the offset, and the least and greatest offset. */
const PER_OCTAVE = 0.06, LEAST = 0.36, GREATEST = 0.44;

/** The offset that goes with a worth of errors: 0.4 at the default. */
export function roundingFor(weight: number): number {
  const offset = DEFAULT_ROUNDING + PER_OCTAVE * Math.log2(Math.max(1e-3, weight) / DEFAULT_WEIGHT);
  return Math.min(GREATEST, Math.max(LEAST, offset));
}

/**
 * What makes the kernel's quantizer, which rounds with offset 0.4, round with another one: what magnitudes above 0 grow by,
 * the difference times the step.
 *
 * @param step fine step of each cell, Q9
 * @param refined 1 where the fine step counts, 0 where three times that
 * @returns shift of each cell, Q9
 */
export function shiftsFor(step: Uint16Array, refined: Uint8Array, rounding: number = DEFAULT_ROUNDING): Int16Array {
  const shifts = new Int16Array(step.length);
  for (let cell = 0; cell < step.length; cell++) {
    shifts[cell] = Math.round((rounding - DEFAULT_ROUNDING) * step[cell] * (refined[cell] === 1 ? 1 : 3));
  }
  return shifts;
}
