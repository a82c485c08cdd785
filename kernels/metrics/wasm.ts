/**
 * How far a picture is from its original. The only TypeScript that touches the `metrics` kernel.
 *
 * @module
 */
import { kernelError, SemcastError } from "../../functions/_shared/errors.ts";
import * as metrics from "../pkg/metrics/metrics.js";
import type { Rgb } from "../pixels/wasm.ts";

/** Which part of a picture counts: the 16 × 16 cells (row by row) whose byte is `value`. */
export interface CellMask {
  cells: Uint8Array;
  value: number;
}

/**
 * Peak signal-to-noise ratio over RGB in dB, peak 255: `Infinity` for equal pictures, `NaN` when the mask is empty.
 *
 * @throws SemcastError `invalid-argument` when the pictures or the mask differ in size.
 */
export function psnr(a: Rgb, b: Rgb, mask?: CellMask): number {
  return compare(
    a,
    b,
    () =>
      mask === undefined
        ? metrics.psnr(a.width, a.height, a.data, b.data)
        : metrics.psnr_in_cells(a.width, a.height, a.data, b.data, mask.cells, mask.value),
  );
}

/**
 * Metrics that are means over a map of the picture, in the conventions of `piq` 0.8. `ssim`, `ms_ssim` (161 pixels a side at
 * least), `fsim` (with chroma), `fsim_luma` and `vsi` are 1 for equal pictures; `gmsd` is 0.
 */
export const SIMILARITIES = ["ssim", "ms_ssim", "gmsd", "fsim", "fsim_luma", "vsi"] as const;
/** One of {@linkcode SIMILARITIES}. */
export type Similarity = typeof SIMILARITIES[number];

/** A metric over the whole picture, in its key cells and in the others; NaN where there is no such cell. */
export interface ByRegion {
  whole: number;
  key: number;
  rest: number;
}

/**
 * A metric over the whole picture and by region, in one go. A value of the metric's map belongs to the 16 × 16 cell that
 * holds the pixel at the middle of what it was reckoned from; the metric of a region is the same mean (for `gmsd` the
 * deviation) over the values that belong to it.
 *
 * @param cells row by row, 0 for the rest, anything else key
 * @throws SemcastError `invalid-argument` when sizes differ, or are too small for the metric.
 */
export function similarityByRegion(metric: Similarity, a: Rgb, b: Rgb, cells: Uint8Array): ByRegion {
  const [whole, key, rest] = compare(a, b, () => metrics.similarity(metric, a.width, a.height, a.data, b.data, cells));
  return { whole, key, rest };
}

/**
 * A metric over the whole picture.
 *
 * @throws SemcastError `invalid-argument` when sizes differ, or are too small for the metric.
 */
export function similarity(metric: Similarity, a: Rgb, b: Rgb): number {
  return similarityByRegion(metric, a, b, new Uint8Array()).whole;
}

/**
 * Mean structural similarity in the convention of `piq.ssim` 0.8: RGB, averaged down so that the short side is near 256,
 * Gaussian window 11 (Wang et al., IEEE TIP 13(4), 2004). At most 1.
 *
 * @throws SemcastError `invalid-argument` when the pictures differ in size or are under 11 pixels a side.
 */
export function ssim(a: Rgb, b: Rgb): number {
  return similarity("ssim", a, b);
}

function compare<T>(a: Rgb, b: Rgb, body: () => T): T {
  if (a.width !== b.width || a.height !== b.height) {
    throw new SemcastError(
      "invalid-argument",
      `Pictures of ${a.width} × ${a.height} and ${b.width} × ${b.height} pixels cannot be compared`,
    );
  }
  try {
    return body();
  } catch (error) {
    throw kernelError(error);
  }
}
