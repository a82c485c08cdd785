import { SemcastError } from "../errors.ts";
import type { Latents } from "./analyze.ts";
import {
  type BudgetOptions,
  BudgetSearch,
  type LayerSizes,
  type SearchedPicture,
  searchedPicture,
  settingOf,
} from "./budget_search.ts";
import { CELL, type Codec } from "./codec.ts";
import type { EncodedLayers, LayerName } from "./encode_layers.ts";
import { DEFAULT_WEIGHT } from "./rounding.ts";
import { MAX_Q, MAX_RHO } from "./steps.ts";

/** What {@linkcode encodeToBudget} chose. */
export interface BudgetedLayers {
  q: number;
  rho: number;
  /** Worth of an error when symbols were chosen. */
  weight: number;
  /** The coded layers; none at all where not even the coarsest base fits. */
  layers: Partial<EncodedLayers>;
  /** `costOf` of these layers. */
  cost: number;
  /** Real encodes that it took. */
  encodes: number;
}

/** Bits per pixel from which the rest is refined too. */
const REST_FROM_BPP = 0.35;
/** Bits per pixel below which a map that is all key is not refined: nesting costs 0.4 dB at 0.12, 0.2 dB at 0.3, 0.1 at 0.36. */
const REFINED_FROM_BPP = 0.4;
/** The same with `mild`, and how much coarser the step of the rest is then, 1/8 octave. */
const MILD_FROM_BPP = 0.5, MILD_RHO = 3;

/**
 * Codes latents so that the cost of everything sent stays within a budget and comes as close to it as possible.
 *
 * Layers: base and key. The key cells then have a third of the step of the others, which is what makes them better; with
 * nested quantizers a coarse rest costs nothing against a fine one that was never sent. From 0.35 bits per pixel on, or
 * where the finest key leaves budget over, the rest is refined as well, at twice the step of the key (rho 8). Where not
 * even the coarsest setting fits, only the base is sent; where that does not fit, nothing but header and prompt. A map
 * that is all key gets only a base, with a finer step, below 0.4 bits per pixel. With `mild` so does every map below 0.5;
 * the step of the key cells is then three eighths of an octave finer than that of the others, also where all are refined.
 *
 * Search: the cost falls smoothly with the step, so a rate model finds the position where it should meet the
 * budget, a real encode there corrects the model, and so on, some three encodes in all. Between two step indices (8 % of
 * the bits) the worth of an error serves as a finer knob, which the decoder need not know.
 *
 * @param key 1 key, 0 rest, [h, w]
 * @param costOf cost of header, prompt, key map and layers of these sizes, after protection; rises with each size
 * @param budget in the unit of `costOf`
 * @throws SemcastError `budget-too-small` when header, prompt and key map alone cost more than the budget
 */
export function encodeToBudget(
  codec: Codec,
  latents: Latents,
  key: Uint8Array,
  costOf: (sizes: LayerSizes) => number,
  budget: number,
  options: BudgetOptions = {},
): BudgetedLayers {
  const fixed = costOf({});
  if (!(fixed <= budget)) {
    throw new SemcastError("budget-too-small", `Header and prompt cost ${fixed}, the budget is ${budget}`);
  }
  if (options.rho !== undefined && !(options.rho >= 0 && options.rho <= MAX_RHO)) {
    throw new SemcastError("invalid-argument", `rho must be 0 to ${MAX_RHO}, got ${options.rho}`);
  }
  const picture = searchedPicture(codec, latents, key);
  let encodes = 0;
  for (const candidate of candidates(picture, costOf, budget, options)) {
    const search = new BudgetSearch(picture, candidate.layers, costOf, budget, { ...options, ...candidate });
    const best = search.run();
    encodes += search.encodes;
    if (best !== undefined) {
      return { ...settingOf(best.position), rho: search.rho, layers: best.layers, cost: best.cost, encodes };
    }
  }
  return { q: MAX_Q, rho: 0, weight: DEFAULT_WEIGHT, layers: {}, cost: fixed, encodes };
}

/** Layers to try, and how much coarser the rest is where that is not their default. */
interface Candidate extends Pick<BudgetOptions, "rho"> {
  layers: readonly LayerName[];
}

/** What to try, best first. */
function candidates(
  picture: SearchedPicture,
  costOf: (sizes: LayerSizes) => number,
  budget: number,
  options: BudgetOptions,
): Candidate[] {
  if (options.layers !== undefined) return [{ layers: options.layers }];
  const { latents, key } = picture;
  const search = new BudgetSearch(picture, ["base", "key"], costOf, budget, options);
  const position = search.choose(1);
  const bpp = search.predictedBits(position) / (latents.h * latents.w * CELL * CELL);
  if (!key.includes(0)) {
    if (position > 0 && bpp < REFINED_FROM_BPP) return [{ layers: ["base"] }];
  } else if (options.mild) {
    const rho = options.rho ?? MILD_RHO;
    const alone: Candidate = { layers: ["base"], rho };
    return position > 0 && bpp < MILD_FROM_BPP ? [alone] : [{ layers: ["base", "key", "rest"], rho }, alone];
  }
  const generous = position === 0 || bpp > REST_FROM_BPP;
  return [{ layers: generous ? ["base", "key", "rest"] : ["base", "key"] }, { layers: ["base"] }];
}
