import {
  createEncoder,
  encodeBaseCells,
  type Encoder,
  encodeRefinement,
  encodeZ,
  quantize,
  type Quantized,
} from "../../../kernels/entropy/wasm.ts";
import type { Latents } from "./analyze.ts";
import type { Codec } from "./codec.ts";
import { EntropyModel } from "./entropy_model.ts";
import { withRounding } from "./rounding.ts";
import { cellSteps, groupMask } from "./steps.ts";

/** Layers of the latent stream: all cells coarsely, the refinement of key cells, the refinement of the rest. */
export type LayerName = "base" | "key" | "rest";

/** Options of {@linkcode encodeLayers}. */
export interface EncodeOptions {
  /** 1 key, 0 rest, [h, w]. */
  key: Uint8Array;
  /** Step index of key cells, 0…47. */
  q: number;
  /** Difference of the step index of rest cells, 0…15. */
  rho: number;
  /** Which refinements to send; the base always is. Default: both. */
  layers?: readonly LayerName[];
  /**
   * Offset of the quantizer's rounding, 0.4 by default: |k| = ⌊|y|/Δ + rounding⌋. The decoder need not know it; a lower one
   * gives fewer bits and a little less quality, in steps much finer than those of q.
   */
  rounding?: number;
}

/** Coded layers. A refinement is absent when it was not asked for or has no cells. */
export interface EncodedLayers {
  base: Uint8Array;
  key?: Uint8Array;
  rest?: Uint8Array;
}

/**
 * Codes latents in layers.
 *
 * ```text
 * y ─quantize─► k0, r     k0 ─h_a─► z ─h_s─► hf     hf ─base_0─► anchors   hf, anchors ─base_1─► the other cells
 * base: z, k0 of anchors, k0 of the others in one stream     key, rest: r of these cells under refine(hf, k0)
 * ```
 *
 * @throws SemcastError `invalid-argument`
 */
export function encodeLayers(codec: Codec, latents: Latents, options: EncodeOptions): EncodedLayers {
  const { h, w } = latents;
  const { layers = ["key", "rest"], rounding } = options;
  const { step, planes } = cellSteps({ h, w, ...options });
  const masks = {
    key: layers.includes("key") ? groupMask(options.key, "key") : new Uint8Array(h * w),
    rest: layers.includes("rest") ? groupMask(options.key, "rest") : new Uint8Array(h * w),
  };
  const refined = masks.key.map((sent, cell) => sent | masks.rest[cell]);
  const y = withRounding(latents.y, step, refined, codec.description.M, rounding);
  const symbols = quantize(y, step, refined, codec.description.M);
  const model = new EntropyModel(codec, planes);
  const base = encodeBase(codec, model, latents, symbols.k0);
  if (!refined.includes(1)) return { base };
  const params = model.refinement(symbols.k0);
  const refinement = (mask: Uint8Array) => encodeGroup(codec, latents, symbols, params, mask);
  return {
    base,
    ...(masks.key.includes(1) ? { key: refinement(masks.key) } : {}),
    ...(masks.rest.includes(1) ? { rest: refinement(masks.rest) } : {}),
  };
}

function encodeBase(codec: Codec, model: EntropyModel, { h, w }: Latents, k0: Int16Array): Uint8Array {
  const { M, z_mu, z_scale } = codec.description;
  return written((encoder) => {
    const z = model.hyperlatents(k0);
    encodeZ(encoder, z, Int16Array.from(z_mu), Uint8Array.from(z_scale));
    model.setHyperlatents(z);
    encodeBaseCells(encoder, k0, model.anchors(), h, w, M, 0);
    encodeBaseCells(encoder, k0, model.nonAnchors(k0), h, w, M, 1);
  });
}

function encodeGroup(
  codec: Codec,
  { h, w }: Latents,
  { k0, r }: Quantized,
  params: Int16Array,
  mask: Uint8Array,
): Uint8Array {
  return written((encoder) => encodeRefinement(encoder, k0, r, params, h, w, codec.description.M, mask));
}

function written(write: (encoder: Encoder) => void): Uint8Array {
  const encoder = createEncoder();
  try {
    write(encoder);
    return encoder.finish();
  } finally {
    encoder.free();
  }
}
