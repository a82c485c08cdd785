/** Size of a map. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
}

/** Which source samples an output sample averages, and with what weights (they sum to 1). */
interface Window {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * One axis: output i covers the source interval [i·scale, (i + 1)·scale], widened to one sample where it is narrower, so
 * that shrinking averages areas and enlarging interpolates linearly.
 */
function windows(from: number, to: number, scale: number): Window[] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.min(from - 0.5, Math.max(0.5, (i + 0.5) * scale));
    const half = Math.max(1, scale) / 2;
    const low = Math.max(0, centre - half), high = Math.min(from, centre + half);
    const first = Math.floor(low), last = Math.min(from - 1, Math.ceil(high) - 1);
    const weights: number[] = [];
    for (let s = first; s <= last; s++) weights.push((Math.min(high, s + 1) - Math.max(low, s)) / (high - low));
    return { first, weights };
  });
}

/**
 * Resamples one-channel maps of one size to another. `scaleX` and `scaleY` are source samples per output sample; they may
 * reach past the end of the source, which is continued by its last values.
 *
 * @returns what fills `out` with a resampled map: for many maps, so that each makes no arrays of its own
 */
export function mapResampler(
  from: MapSize,
  to: MapSize,
  scaleX: number,
  scaleY: number,
): (source: Float32Array, out: Float32Array) => void {
  const columns = windows(from.width, to.width, scaleX);
  const rows = windows(from.height, to.height, scaleY);
  const wide = new Float32Array(to.width * from.height);
  return (source, out) => {
    for (let y = 0; y < from.height; y++) {
      for (let x = 0; x < to.width; x++) {
        const { first, weights } = columns[x];
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * source[y * from.width + first + k];
        wide[y * to.width + x] = sum;
      }
    }
    out.fill(0);
    for (let y = 0; y < to.height; y++) {
      const { first, weights } = rows[y];
      for (let k = 0; k < weights.length; k++) {
        for (let x = 0; x < to.width; x++) out[y * to.width + x] += weights[k] * wide[(first + k) * to.width + x];
      }
    }
  };
}

/** One map resampled, as {@linkcode mapResampler} does many. */
export function resampleMap(source: Float32Array, from: MapSize, to: MapSize, scale: number): Float32Array {
  const out = new Float32Array(to.width * to.height);
  mapResampler(from, to, scale, scale)(source, out);
  return out;
}
