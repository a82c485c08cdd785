import type { Tensor } from "../../../kernels/nn/wasm.ts";
import { SemcastError } from "../errors.ts";

/** Highest step index. */
export const MAX_Q = 47;
/** Most latent cells of a picture: 16.8 megapixels and a margin for sides that are no multiples of 16. */
export const MAX_CELLS = 70_000;
/** Highest difference between the step indices of key and rest cells, in eighths of an octave. */
export const MAX_RHO = 15;

/** Fine steps in Q9 by index: 0.06 · 2^(q/8), rounded to 1/512. */
export const STEPS: Uint16Array = Uint16Array.from(
  { length: MAX_Q + 1 },
  (_, q) => Math.round(512 * 0.06 * 2 ** (q / 8)),
);

/** How a picture is quantized. Both ends know it: q and rho from the header, the key map from its section. */
export interface Quantization {
  /** Rows of latent cells. */
  h: number;
  /** Columns of latent cells. */
  w: number;
  /** Step index of key cells, 0…47. */
  q: number;
  /** How much higher the index of rest cells is (up to 47 in all), 0…15. */
  rho: number;
  /** 1 key, 0 rest, [h, w]. */
  key: Uint8Array;
}

/** What follows from a {@linkcode Quantization} for each cell. */
export interface CellSteps {
  /** Fine step in Q9, [h, w]. */
  step: Uint16Array;
  /** Side information for the entropy model: 2·index, 127·key, 0, 0; u7 [h, w, 4]. */
  planes: Tensor;
}

/** Steps and side information of each cell. */
export function cellSteps({ h, w, q, rho, key }: Quantization): CellSteps {
  if (!Number.isInteger(q) || q < 0 || q > MAX_Q || !Number.isInteger(rho) || rho < 0 || rho > MAX_RHO) {
    throw new SemcastError(
      "invalid-argument",
      `Step index ${q} is not 0 to ${MAX_Q}, or rho ${rho} not 0 to ${MAX_RHO}`,
    );
  }
  if (h * w > MAX_CELLS) {
    throw new SemcastError("too-large", `Picture has ${h}×${w} latent cells, limit is ${MAX_CELLS}`);
  }
  if (key.length !== h * w || key.length === 0) {
    throw new SemcastError("invalid-argument", `Key map has ${key.length} cells, ${h}×${w} are needed`);
  }
  const restQ = Math.min(MAX_Q, q + rho);
  const step = new Uint16Array(h * w), planes = new Uint8Array(h * w * 4);
  for (let cell = 0; cell < step.length; cell++) {
    const index = key[cell] === 1 ? q : restQ;
    step[cell] = STEPS[index];
    planes[4 * cell] = 2 * index;
    planes[4 * cell + 1] = key[cell] === 1 ? 127 : 0;
  }
  return { step, planes: { shape: [h, w, 4], data: planes } };
}

/** 1 where the key map has `group`, [h, w]. */
export function groupMask(key: Uint8Array, group: "key" | "rest"): Uint8Array {
  return group === "key" ? key.map((k) => (k === 1 ? 1 : 0)) : key.map((k) => (k === 1 ? 0 : 1));
}
