import { resizedRows, type Rgb, strokesIn } from "../../../kernels/pixels/wasm.ts";
import { release } from "../release.ts";
import type { MapSize } from "./resample_map.ts";

/** Pixels per cell side of the picture that is looked at. */
const SIDE = 16;
/** Most pixels per side of that picture; larger photos are reduced, and lettering that vanishes then was small. */
const LONGEST = 1536;

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
  let i = 0;
  for (const band of bands(image, wide, high, side)) {
    strokes.set(strokesIn(band, side), i);
    i += size.width;
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
