/**
 * Where errors are seen: what a squared error is worth in each cell, when symbols are chosen.
 *
 * @module
 */
import type { Latents } from "./analyze.ts";
import { ONE } from "./codec.ts";

/** Luma coefficients of the transform beside the mean, and what makes their energy the variance of a cell's pixels. */
const FIRST = 1, LAST = 143, PER_VARIANCE = 3 * 256;
/** Variance (of values in 0…1) below which all cells are equally smooth. */
const FLOOR = 5e-4;
/** A cell's errors are worth at least and at most so many times the average. */
const LEAST = 0.35, MOST = 3;

/**
 * Worth of a squared error in each cell, 1 on average of smooth and busy ones: inversely as the deviation of its brightness,
 * since an error is seen, and counted by SSIM, less where there is more to see. Only the encoder uses it.
 *
 * Made of additions, divisions and square roots only, which give the same bits on every machine.
 *
 * @returns [h, w]
 */
export function worthOfErrors({ y, h, w }: Latents): Float32Array {
  const cells = h * w, channels = y.length / cells;
  const deviation = new Float64Array(cells);
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    let energy = 0;
    for (let i = channels * cell + FIRST; i <= channels * cell + LAST; i++) energy += y[i] * y[i];
    deviation[cell] = Math.sqrt(energy / (PER_VARIANCE * ONE * ONE) + FLOOR);
    sum += deviation[cell];
  }
  const mean = sum / cells;
  return Float32Array.from(deviation, (value) => Math.min(MOST, Math.max(LEAST, mean / value)));
}
