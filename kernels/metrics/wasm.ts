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
 * Mean structural similarity in the convention of `piq.ssim` 0.8: RGB, averaged down so that the short side is near 256,
 * Gaussian window 11 (Wang et al., IEEE TIP 13(4), 2004). At most 1.
 *
 * @throws SemcastError `invalid-argument` when the pictures differ in size or are under 11 pixels a side.
 */
export function ssim(a: Rgb, b: Rgb): number {
  return compare(a, b, () => metrics.ssim(a.width, a.height, a.data, b.data));
}

function compare(a: Rgb, b: Rgb, body: () => number): number {
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
