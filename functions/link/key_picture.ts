import type { Rgb } from "../../kernels/pixels/wasm.ts";

const CELL = 16;

/** Key cells as a picture of the photo's size: white is key, so that it serves as a mask again. */
export function keyPicture(key: Uint8Array, columns: number, size: { width: number; height: number }): Rgb {
  const { width, height } = size;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / CELL) * columns;
    for (let left = 0; left < width; left += CELL) {
      const from = 3 * (y * width + left);
      if (key[row + left / CELL] === 1) data.fill(255, from, from + 3 * Math.min(CELL, width - left));
    }
  }
  return { width, height, data };
}
