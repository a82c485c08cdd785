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
 * Latents that the kernel's quantizer, which rounds with offset 0.4, quantizes as one with another offset would quantize
 * the given ones: magnitudes shrink or grow by the difference times the step, 0 stays 0.
 *
 * @param y [cells, channels], Q9
 * @param step fine step of each cell, Q9
 * @param refined 1 where the fine step counts, 0 where three times that
 */
export function withRounding(
  y: Int16Array,
  step: Uint16Array,
  refined: Uint8Array,
  channels: number,
  rounding: number = DEFAULT_ROUNDING,
): Int16Array {
  if (rounding === DEFAULT_ROUNDING) return y;
  const out = new Int16Array(y.length);
  for (let cell = 0, i = 0; cell < step.length; cell++) {
    const shift = Math.round((rounding - DEFAULT_ROUNDING) * step[cell] * (refined[cell] === 1 ? 1 : 3));
    for (const end = i + channels; i < end; i++) {
      const value = y[i];
      if (value === 0) continue;
      // Without a branch on the sign, which nothing could predict: −1 for negative values, else 0.
      const sign = value >> 31;
      const magnitude = Math.min(32767, Math.max(0, ((value ^ sign) - sign) + shift));
      out[i] = (magnitude ^ sign) - sign;
    }
  }
  return out;
}
