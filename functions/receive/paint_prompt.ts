/**
 * What the prompt says of a picture's colours, painted: the receiver's guess of cells that did not arrive.
 *
 * @module
 */
import { release } from "../_shared/release.ts";
import { resize } from "../../kernels/pixels/wasm.ts";
import { analyze, CELL, type Codec, type Decoded, ONE } from "../_shared/codec/index.ts";
import { type ColourName, colours, type Position, type Prompt, type Region } from "../_shared/semantics/index.ts";

/** Fields of the prompt's grid, per side. */
const GRID = 16;
/** Share of a region's second colour. */
const ACCENT = 0.3;
/** How fast a region fades out beyond its edge, in shares of the picture's side. */
const SOFTNESS = 0.04;
/** Weight of the palette everywhere, where that of a region that is the whole picture is 1. */
const PALETTE = 0.5;

type Colour = readonly [red: number, green: number, blue: number];
/** Left, top, right and bottom as shares of the picture. */
type Extent = readonly [left: number, top: number, right: number, bottom: number];

const [NEAR, FAR] = [0.36, 0.64];
const EXTENTS: Record<Position, Extent> = {
  "top left": [0, 0, NEAR, NEAR],
  "top": [NEAR, 0, FAR, NEAR],
  "top right": [FAR, 0, 1, NEAR],
  "left": [0, NEAR, NEAR, FAR],
  "centre": [0.25, 0.25, 0.75, 0.75],
  "right": [FAR, NEAR, 1, FAR],
  "bottom left": [0, FAR, NEAR, 1],
  "bottom": [NEAR, FAR, FAR, 1],
  "bottom right": [FAR, FAR, 1, 1],
  "across the top": [0, 0, 1, 0.4],
  "across the middle": [0, 0.3, 1, 0.7],
  "across the bottom": [0, 0.6, 1, 1],
  "down the left": [0, 0, NEAR, 1],
  "down the right": [FAR, 0, 1, 1],
  "throughout": [0, 0, 1, 1],
};

/**
 * Paints a prompt: each region's colours softly over its box (or position), those of smaller regions over those of larger
 * ones, and the palette's mean between.
 *
 * @returns `width` × `height` sRGB pixels, 3 bytes each
 */
export function paintPrompt(prompt: Prompt, width: number, height: number): Uint8Array<ArrayBuffer> {
  const ground = mean(prompt.palette.map((name, i): [ColourName, number] => [name, 1 / (1 + i)]));
  const patches = prompt.regions.map((region) => {
    const { colour, accent } = region, extent = extentOf(region);
    const [left, top, right, bottom] = extent;
    return {
      extent,
      colour: mean(accent === undefined ? [[colour, 1]] : [[colour, 1 - ACCENT], [accent, ACCENT]]),
      strength: 1 / Math.max(1 / GRID ** 2, (right - left) * (bottom - top)),
    };
  });
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      let total = PALETTE, red = PALETTE * ground[0], green = PALETTE * ground[1], blue = PALETTE * ground[2];
      for (const { extent: [left, top, right, bottom], colour, strength } of patches) {
        const weight = strength * inside((x + 0.5) / width, left, right) * inside((y + 0.5) / height, top, bottom);
        total += weight;
        red += weight * colour[0];
        green += weight * colour[1];
        blue += weight * colour[2];
      }
      data[at] = Math.round(red / total);
      data[at + 1] = Math.round(green / total);
      data[at + 2] = Math.round(blue / total);
    }
  }
  return data;
}

/**
 * Latents of the painted prompt, for cells that were lost; they are those that the codec's own analysis makes of it.
 *
 * @returns [192, h, w] in real units, 0 where the cell arrived; undefined where all did
 */
export function paintedLatents(prompt: Prompt, { h, w, reliability }: Decoded, codec: Codec): Float32Array | undefined {
  if (!reliability.includes(0)) return undefined;
  const small = { width: w, height: h, data: paintPrompt(prompt, w, h) };
  const canvas = resize(small, w * CELL, h * CELL);
  const { y } = analyze(codec, canvas);
  release(canvas.data);
  const cells = h * w, channels = y.length / cells;
  const latents = new Float32Array(y.length);
  for (let cell = 0; cell < cells; cell++) {
    if (reliability[cell] !== 0) continue;
    for (let c = 0; c < channels; c++) latents[c * cells + cell] = y[cell * channels + c] / ONE;
  }
  return latents;
}

function extentOf({ box, position }: Region): Extent {
  if (box === undefined) return EXTENTS[position];
  return [box.x / GRID, box.y / GRID, (box.x + box.width) / GRID, (box.y + box.height) / GRID];
}

/** How far inside a span, softly: 1 in it, ½ at its edge. A span that ends at the picture's edge goes on beyond. */
function inside(at: number, from: number, to: number): number {
  const rise = from <= 0 ? 1 : 1 / (1 + Math.exp((from - at) / SOFTNESS));
  return rise * (to >= 1 ? 1 : 1 / (1 + Math.exp((at - to) / SOFTNESS)));
}

function mean(parts: readonly (readonly [ColourName, number])[]): Colour {
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  const channel = (k: 0 | 1 | 2) => parts.reduce((sum, [name, weight]) => sum + weight * colours[name][k], 0) / total;
  return [channel(0), channel(1), channel(2)];
}
