import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import { SemcastError } from "../errors.ts";
import { release } from "../release.ts";
import { CELL, type Codec } from "./codec.ts";
import { padToMultiple } from "./pad.ts";

/** Latents of a photo. */
export interface Latents {
  /** [h, w, 192], channels fastest, Q9 fixed point (512 is 1). */
  y: Int16Array;
  /** Rows of latent cells. */
  h: number;
  /** Columns of latent cells. */
  w: number;
}

/**
 * Analysis g_a: photo to latents, one cell for each 16×16 pixels. Where the sides are no multiples of 16 the border pixels
 * are repeated.
 */
export function analyze(codec: Codec, image: Rgb): Latents {
  const rgb = padToMultiple(image, CELL);
  const { y } = codec.model.run("g_a", { rgb });
  if (rgb !== image) release(rgb.data);
  if (!(y.data instanceof Int16Array)) {
    throw new SemcastError("internal", "Analysis gave bytes, expected 16-bit latents");
  }
  return { y: y.data, h: y.shape[0], w: y.shape[1] };
}
