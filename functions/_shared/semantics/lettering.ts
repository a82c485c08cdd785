import { resize, type Rgb } from "../../../kernels/pixels/wasm.ts";
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
  const y8 = luma(image.width === wide && image.height === high ? image : resize(image, wide, high));
  const strokes = new Uint8Array(size.width * size.height);
  const cell = new Float32Array(side * side);
  for (let i = 0; i < strokes.length; i++) {
    const left = (i % size.width) * side, top = Math.floor(i / size.width) * side;
    for (let y = 0; y < side; y++) {
      cell.set(y8.subarray((top + y) * wide + left, (top + y) * wide + left + side), y * side);
    }
    strokes[i] = hasStrokes(cell, side) ? 1 : 0;
  }
  return strokes.map((stroke, i) => {
    const x = i % size.width;
    return stroke && ((x > 0 && strokes[i - 1]) || (x < size.width - 1 && strokes[i + 1])) ? 1 : 0;
  });
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
