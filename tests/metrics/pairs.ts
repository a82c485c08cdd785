import type { Rgb } from "../../kernels/pixels/wasm.ts";

/** Two pictures, edges or slopes and the same with noise: those of pair() in make_expected.py. */
export function pair(width: number, height: number, strength: number, smooth = false): [Rgb, Rgb] {
  const a = new Uint8Array(width * height * 3), b = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) {
    const c = i % 3, x = Math.floor(i / 3) % width, y = Math.floor(i / (3 * width));
    const slope = Math.floor(x * 251 / width) * (c + 1) + Math.floor(y * 199 / height) * (3 - c);
    a[i] = smooth ? Math.floor(slope / 4) : ((x * 3 + y * 2 + c * 40) ^ ((x * y) >> 6)) & 255;
    const noise = Math.imul(i, 2654435761) >>> 24;
    b[i] = Math.min(255, Math.max(0, a[i] + Math.floor((noise - 128) * strength / 128)));
  }
  return [{ width, height, data: a }, { width, height, data: b }];
}
