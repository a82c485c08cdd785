import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import type { Picture } from "./messages.ts";

/** A picture as a canvas takes it. */
export function pictureOf({ width, height, data }: Rgb): Picture {
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from];
    rgba[to + 1] = data[from + 1];
    rgba[to + 2] = data[from + 2];
  }
  return { width, height, rgba };
}
