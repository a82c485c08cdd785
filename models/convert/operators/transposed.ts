/**
 * A transposed convolution along one side, as a plain convolution that gives each block of `stride` outputs at once.
 *
 * Output o = stride · j + phase reads x[i] · w[o + before − i · stride]. With phase + before = stride · a + b that is
 * x[j + a − m] · w[b + stride · m] for m = 0, 1, …: a window around j, other taps for each phase.
 *
 * @module
 */

/** The window around block j. */
export interface TransposedWindow {
  kernel: number;
  /** Padding of the plain convolution. */
  before: number;
  after: number;
  /** For each phase and position of the window, the tap of the transposed kernel; `undefined` is a zero. */
  taps: (number | undefined)[][];
  /** Outputs too many at the end. */
  crop: number;
}

/** Plans one side; `extra` is ONNX's output_padding. */
export function transposedWindow(
  size: number,
  stride: number,
  before: number,
  after: number,
  extra: number,
): TransposedWindow {
  const reads = Array.from({ length: stride }, (_, phase) => {
    const a = Math.floor((phase + before) / stride), b = (phase + before) % stride;
    const taps: { at: number; tap: number }[] = [];
    for (let m = 0; b + stride * m < size; m++) taps.push({ at: a - m, tap: b + stride * m });
    return taps;
  });
  // The window begins at the block itself or before, so that its padding is not negative.
  const first = Math.min(0, ...reads.flat().map(({ at }) => at));
  const last = Math.max(0, ...reads.flat().map(({ at }) => at));
  // The output has stride · length + surplus elements, in whole blocks.
  const surplus = size + extra - stride - before - after;
  const blocks = Math.ceil(surplus / stride);
  let kernel = last - first + 1;
  let padAfter = blocks + first + kernel - 1;
  // Blocks that padding cannot take away are taken away by the window, which then must not be shorter than that.
  if (padAfter < 0) {
    kernel -= padAfter;
    padAfter = 0;
  }
  const taps = reads.map((reads) => {
    const row = new Array<number | undefined>(kernel).fill(undefined);
    for (const { at, tap } of reads) row[at - first] = tap;
    return row;
  });
  return { kernel, before: -first, after: padAfter, taps, crop: stride * blocks - surplus };
}
