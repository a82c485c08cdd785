import { resizedRows, type Rgb } from "../../../kernels/pixels/wasm.ts";
import { release } from "../release.ts";
import type { MapSize } from "./resample_map.ts";
import { luma } from "./texture.ts";

/** Pixels per cell side of the picture that is looked at. */
const SIDE = 16;
/** Most pixels per side of that picture; larger photos are reduced, and lettering that vanishes then was small. */
const LONGEST = 1536;
/** Contrast between ink and ground, in luma steps… */
const CONTRAST = 90;
/** …to one of which, within a quarter of the contrast, this share of the pixels belongs. */
const TWO_TONED = 0.72;
/** Changes between ink and ground along a row, on average over the rows: a stroke makes two. */
const STROKES = 1.6;
/** Most changes: beyond are screens of dots and foliage. */
const MOST_STROKES = 7;
/** Share of ink or of ground that there must be at least. */
const LEAST_SHARE = 0.12;

/**
 * Where a photo has lettering or as fine and clear a line drawing: 1 in cells of two tones with strokes, whose neighbour to
 * the left or right has them too, else 0.
 *
 * @param size cells per row and rows of cells
 */
export function lettering(image: Rgb, size: MapSize): Uint8Array {
  const scale = Math.min(1, LONGEST / (SIDE * Math.max(size.width, size.height)));
  const side = Math.max(4, Math.floor(SIDE * scale));
  const wide = size.width * side, high = size.height * side;
  const strokes = new Uint8Array(size.width * size.height);
  const cell = new Float32Array(side * side);
  let i = 0;
  for (const band of bands(image, wide, high, side)) {
    const y8 = luma({ width: wide, height: side, data: band });
    for (let left = 0; left < wide; left += side, i++) {
      for (let y = 0; y < side; y++) cell.set(y8.subarray(y * wide + left, y * wide + left + side), y * side);
      strokes[i] = hasStrokes(cell, side) ? 1 : 0;
    }
    release(y8);
  }
  return strokes.map((stroke, i) => {
    const x = i % size.width;
    return stroke && ((x > 0 && strokes[i - 1]) || (x < size.width - 1 && strokes[i + 1])) ? 1 : 0;
  });
}

/** The picture at another size, `rows` rows at a time in the same array: a large photo's copy would be large too. */
function* bands(image: Rgb, width: number, height: number, rows: number): Generator<Uint8Array> {
  const band = new Uint8Array(3 * width * rows);
  if (image.width === width && image.height === height) {
    for (let at = 0; at < image.data.length; at += band.length) yield image.data.subarray(at, at + band.length);
    return;
  }
  let filled = 0;
  for (const made of resizedRows(image, width, height)) {
    for (let at = 0; at < made.length;) {
      const part = made.subarray(at, at + band.length - filled);
      band.set(part, filled);
      at += part.length;
      filled = (filled + part.length) % band.length;
      if (filled === 0) yield band;
    }
    release(made);
  }
}

/** How many pixels of a cell have each luma. */
const histogram = new Uint16Array(256);

/** The luma below which `share` of a cell's pixels lie. */
function quantile(count: number, share: number): number {
  let level = 0;
  for (let below = histogram[0]; below <= share * count; below += histogram[++level]);
  return level;
}

function hasStrokes(cell: Float32Array, side: number): boolean {
  histogram.fill(0);
  for (const value of cell) histogram[value | 0]++;
  const dark = quantile(cell.length, 0.08), light = quantile(cell.length, 0.92);
  const contrast = light - dark;
  if (contrast < CONTRAST) return false;
  const low = dark + contrast / 4, high = light - contrast / 4;
  let ink = 0, ground = 0, changes = 0;
  for (let y = 0; y < side; y++) {
    // A change counts from one tone to the other, however many pixels lie between.
    let tone = 0;
    for (let x = 0; x < side; x++) {
      const value = cell[y * side + x];
      const here = value <= low ? -1 : value >= high ? 1 : 0;
      if (here < 0) ink++;
      if (here > 0) ground++;
      if (here === 0 || here === tone) continue;
      if (tone !== 0) changes++;
      tone = here;
    }
  }
  const perRow = changes / side;
  return ink + ground >= TWO_TONED * cell.length && Math.min(ink, ground) >= LEAST_SHARE * cell.length &&
    perRow >= STROKES && perRow <= MOST_STROKES;
}
