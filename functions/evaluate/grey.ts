import type { Rgb } from "../../kernels/pixels/wasm.ts";

/** A photo's mean colour everywhere: what is shown where nothing arrived, free of charge. */
export function greyOf({ width, height, data }: Rgb): Rgb {
  const sums = [0, 0, 0];
  data.forEach((value, i) => sums[i % 3] += value);
  const mean = sums.map((sum) => Math.round(sum / (width * height)));
  return { width, height, data: Uint8Array.from(data, (_, i) => mean[i % 3]) };
}
