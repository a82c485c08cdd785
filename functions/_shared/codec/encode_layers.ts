import {
  createEncoder,
  encodeBaseCells,
  type Encoder,
  encodeRefinement,
  encodeZ,
  quantize,
  type Quantized,
} from "../../../kernels/entropy/wasm.ts";
import { release } from "../release.ts";
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
  const groups = (["key", "rest"] as const)
    .map((name) => ({ name, mask: groupMask(options.key, name) }))
    .filter(({ name, mask }) => layers.includes(name) && mask.includes(1));
  const refined = new Uint8Array(h * w);
  for (const { mask } of groups) mask.forEach((set, cell) => refined[cell] |= set);
  const y = withRounding(latents.y, step, refined, codec.description.M, rounding);
  const symbols = quantize(y, step, refined, codec.description.M);
  if (y !== latents.y) release(y);
  const model = new EntropyModel(codec, planes);
  const [base] = written(1, ([encoder]) => writeBase(codec, model, latents, symbols.k0, encoder));
  const refinements = written(groups.length, (encoders) => {
    writeRefinements(codec, model, latents, symbols, groups.map(({ mask }, i) => ({ mask, encoder: encoders[i] })));
  });
  release(symbols.k0, symbols.r);
  return { base, ...Object.fromEntries(groups.map(({ name }, i) => [name, refinements[i]])) };
}

function writeBase(codec: Codec, model: EntropyModel, { w }: Latents, k0: Int16Array, encoder: Encoder): void {
  const { M, z_mu, z_scale } = codec.description;
  const z = model.hyperlatents(k0);
  encodeZ(encoder, z, Int16Array.from(z_mu), Uint8Array.from(z_scale));
  model.setHyperlatents(z);
  for (const parity of [0, 1] as const) {
    for (const strip of model.strips) {
      const params = parity === 0 ? model.anchors(strip) : model.nonAnchors(k0, strip);
      encodeBaseCells(encoder, model.rowsOf(k0, strip), params, strip.bottom - strip.top, w, M, parity);
      release(params);
    }
  }
}

function writeRefinements(
  codec: Codec,
  model: EntropyModel,
  { h, w }: Latents,
  { k0, r }: Quantized,
  groups: readonly { mask: Uint8Array; encoder: Encoder }[],
): void {
  const { M } = codec.description;
  const all = groups.map(({ mask }) => mask).reduce(
    (a, b) => a.map((set, cell) => set | b[cell]),
    new Uint8Array(h * w),
  );
  for (const strip of model.strips) {
    const present = groups.filter(({ mask }) => model.rowsOf(mask, strip).includes(1));
    if (present.length === 0) continue;
    const wanted = model.rowsOf(all, strip), rows = strip.bottom - strip.top;
    const params = model.refinement(k0, strip, wanted);
    for (const { mask, encoder } of present) {
      const [k, refinement, cells] = [model.rowsOf(k0, strip), model.rowsOf(r, strip), model.rowsOf(mask, strip)];
      encodeRefinement(encoder, k, refinement, params, rows, w, M, cells);
    }
    release(params);
  }
}

/** Streams of as many encoders. */
function written(count: number, write: (encoders: Encoder[]) => void): Uint8Array[] {
  const encoders = Array.from({ length: count }, createEncoder);
  try {
    write(encoders);
    return encoders.map((encoder) => encoder.finish());
  } finally {
    for (const encoder of encoders) encoder.free();
  }
}
