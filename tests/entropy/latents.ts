import { Random } from "../../functions/_shared/random.ts";

/** Latents, hyperlatents and parameters as a photo has them: few wide channels, many that are nearly always zero. */
export interface Latents {
  h: number;
  w: number;
  channels: number;
  k0: Int16Array;
  r: Int8Array;
  params: Int16Array;
  mask: Uint8Array;
  z: Int16Array;
  zMu: Int16Array;
  zScale: Uint8Array;
}

/** Draws symbols from their own models, so that the ideal number of bits is that of the models. */
export function photoLikeLatents(seed: number, h: number, w: number, channels: number): Latents {
  const rng = new Random(seed);
  const logistic = () => {
    const u = rng.uniform();
    return Math.log((u + 1e-12) / (1 - u));
  };
  const n = h * w * channels;
  const k0 = new Int16Array(n), r = new Int8Array(n), params = new Int16Array(2 * n);
  for (let cell = 0; cell < h * w; cell++) {
    for (let c = 0; c < channels; c++) {
      const i = cell * channels + c, p = 2 * cell * channels + c;
      const scale = Math.round(52 * Math.exp(-4 * c / channels) + 5 * rng.gaussian());
      params[p] = Math.round(6 * rng.gaussian());
      params[p + channels] = scale;
      const width = 2 ** (Math.min(63, Math.max(0, scale)) / 8 - 5);
      k0[i] = Math.round(params[p] / 16 + width * logistic());
      r[i] = Math.max(-1, Math.min(1, Math.round(params[p] / 16 + width * logistic() - 3 * k0[i])));
    }
  }
  const zCells = Math.ceil(h / 4) * Math.ceil(w / 4);
  const zMu = Int16Array.from({ length: 32 }, () => rng.below(33) - 16);
  const zScale = Uint8Array.from({ length: 32 }, () => 20 + rng.below(30));
  const z = Int16Array.from({ length: 32 * zCells }, (_, i) => {
    return Math.max(-31, Math.min(31, Math.round(zMu[i % 32] / 16 + 2 ** (zScale[i % 32] / 8 - 5) * logistic())));
  });
  const mask = Uint8Array.from({ length: h * w }, () => rng.below(2));
  return { h, w, channels, k0, r, params, mask, z, zMu, zScale };
}
