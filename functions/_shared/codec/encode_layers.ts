import {
  type ChoiceSource,
  createEncoder,
  encodeChosenBaseCells,
  encodeChosenRefinement,
  type Encoder,
  encodeZ,
  quantize,
} from "../../../kernels/entropy/wasm.ts";
import { release } from "../release.ts";
import { worthOfErrors } from "./activity.ts";
import type { Latents } from "./analyze.ts";
import type { Codec } from "./codec.ts";
import { EntropyModel, type Strip } from "./entropy_model.ts";
import { DEFAULT_WEIGHT, roundingFor, shiftsFor } from "./rounding.ts";
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
   * Bits that a squared error of one step² is worth when a symbol is chosen, in a cell of average activity. The decoder
   * need not know it; a lower one gives fewer bits and a little less quality, in steps much finer than those of q.
   */
  weight?: number;
  /** What `worthOfErrors` says of the latents, for who codes them several times. */
  worth?: Float32Array;
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
 * Symbols are chosen again, by rate and distortion, right before they are coded, when the model that they are coded under
 * is known: k0 where it is not refined, and r. Base symbols that are refined stay those of the nested quantizer.
 *
 * @throws SemcastError `invalid-argument`
 */
export function encodeLayers(codec: Codec, latents: Latents, options: EncodeOptions): EncodedLayers {
  const { h, w } = latents;
  const { layers = ["key", "rest"], weight = DEFAULT_WEIGHT } = options;
  const { step, planes } = cellSteps({ h, w, ...options });
  const groups = (["key", "rest"] as const)
    .map((name) => ({ name, mask: groupMask(options.key, name) }))
    .filter(({ name, mask }) => layers.includes(name) && mask.includes(1));
  const refined = new Uint8Array(h * w);
  for (const { mask } of groups) mask.forEach((set, cell) => refined[cell] |= set);
  const model = new EntropyModel(codec, planes);
  const { k0, r } = quantize(
    latents.y,
    step,
    refined,
    codec.description.M,
    shiftsFor(step, refined, roundingFor(weight)),
  );
  release(r);
  const weights = (options.worth ?? worthOfErrors(latents)).map((worth) => worth * weight);
  const writer: Writer = { codec, model, latents, step, weights, k0 };
  const [base] = written(1, ([encoder]) => writeBase(writer, refined, encoder));
  const refinements = written(groups.length, (encoders) => {
    writeRefinements(writer, refined, groups.map(({ mask }, i) => ({ mask, encoder: encoders[i] })));
  });
  release(k0);
  model.release();
  return { base, ...Object.fromEntries(groups.map(({ name }, i) => [name, refinements[i]])) };
}

/** What the streams of one picture have in common. */
interface Writer {
  codec: Codec;
  model: EntropyModel;
  latents: Latents;
  /** Fine step of each cell. */
  step: Uint16Array;
  /** Worth of an error in each cell. */
  weights: Float32Array;
  /** Base symbols, overwritten as they are chosen. */
  k0: Int16Array;
}

/** The part of a strip in the latents. */
function sourceOf({ codec, model, latents, step, weights }: Writer, strip: Strip): ChoiceSource {
  return {
    y: model.rowsOf(latents.y, strip),
    steps: model.rowsOf(step, strip),
    weights: model.rowsOf(weights, strip),
    h: strip.bottom - strip.top,
    w: latents.w,
    channels: codec.description.M,
  };
}

function writeBase(writer: Writer, refined: Uint8Array, encoder: Encoder): void {
  const { codec, model, k0 } = writer;
  const { z_mu, z_scale } = codec.description;
  const z = model.hyperlatents(k0);
  encodeZ(encoder, z, Int16Array.from(z_mu), Uint8Array.from(z_scale));
  model.setHyperlatents(z);
  const free = refined.map((set) => 1 - set);
  for (const parity of [0, 1] as const) {
    for (const strip of model.strips) {
      const params = parity === 0 ? model.anchors(strip) : model.nonAnchors(k0, strip);
      const rows = model.rowsOf(k0, strip), cells = model.rowsOf(free, strip);
      encodeChosenBaseCells(encoder, sourceOf(writer, strip), params, parity, cells, rows);
      release(params);
    }
  }
}

function writeRefinements(
  writer: Writer,
  refined: Uint8Array,
  groups: readonly { mask: Uint8Array; encoder: Encoder }[],
): void {
  const { model, k0 } = writer;
  for (const strip of model.strips) {
    const present = groups.filter(({ mask }) => model.rowsOf(mask, strip).includes(1));
    if (present.length === 0) continue;
    const params = model.refinement(k0, strip, model.rowsOf(refined, strip));
    for (const { mask, encoder } of present) {
      const cells = model.rowsOf(mask, strip);
      encodeChosenRefinement(encoder, sourceOf(writer, strip), model.rowsOf(k0, strip), params, cells);
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
