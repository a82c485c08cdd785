import type { Rgb } from "../../../kernels/pixels/wasm.ts";

/** The same picture with its last column and row repeated until both sides are multiples of `multiple`; itself where they are. */
export function padToMultiple(image: Rgb, multiple: number): Rgb {
  const width = Math.ceil(image.width / multiple) * multiple, height = Math.ceil(image.height / multiple) * multiple;
  if (width === image.width && height === image.height) return image;
  const from = 3 * image.width, to = 3 * width;
  const data = new Uint8Array(to * height);
  for (let y = 0; y < image.height; y++) {
    data.set(image.data.subarray(y * from, (y + 1) * from), y * to);
    for (let x = from; x < to; x++) data[y * to + x] = data[y * to + x - 3];
  }
  for (let y = image.height; y < height; y++) data.copyWithin(y * to, (image.height - 1) * to, image.height * to);
  return { width, height, data };
}
