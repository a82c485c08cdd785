import { SemcastError } from "../errors.ts";
import type { Latents } from "./analyze.ts";
import { CELL, type Codec } from "./codec.ts";
import { type EncodedLayers, encodeLayers, type LayerName } from "./encode_layers.ts";
import { Calibration } from "./calibration.ts";
import { RateModel } from "./rate_model.ts";
import { DEFAULT_ROUNDING } from "./rounding.ts";
import { groupMask, MAX_Q, MAX_RHO } from "./steps.ts";

/** Bytes of each layer that is sent, without framing; an absent one is not sent. */
export interface LayerSizes {
  base?: number;
  key?: number;
  rest?: number;
}

/** Options of {@linkcode encodeToBudget}. */
export interface BudgetOptions {
  /** Difference of the step index of rest cells, 0…15. Default: by the layers, see there. */
  rho?: number;
  /** Layers to send. Default: by the budget, see there. */
  layers?: readonly LayerName[];
  /** Stops the search when the cost is at least this share of the budget. Default 0.99, 0.98 for large photos. */
  fill?: number;
  /** Most real encodes once one has kept the budget. Default 8 for small photos, falling to 3 at a megapixel. */
  maxEncodes?: number;
}

/** What {@linkcode encodeToBudget} chose. */
export interface BudgetedLayers {
  q: number;
  rho: number;
  /** Rounding offset of the quantizer. */
  rounding: number;
  /** The coded layers; none at all where not even the coarsest base fits. */
  layers: Partial<EncodedLayers>;
  /** `costOf` of these layers. */
  cost: number;
  /** Real encodes that it took. */
  encodes: number;
}

/** Positions of the search between two step indices; rounding offsets tell them apart. */
const FINE = 8;
const LAST = MAX_Q * FINE + FINE - 1;
/** What the rounding offset varies by within one step index: about as many bits as one index makes. */
const ROUNDING_SPAN = 0.075;
/** Bits per pixel from which the rest is refined too. */
const REST_FROM_BPP = 0.35;
/** Default difference of step indices when key and rest are both refined: a factor of two in the step. */
const RHO_REFINED = 8;
/**
 * Real bytes of the base before anything is known, fitted on photos: hyperlatents take some bytes for each cell, contexts
 * save a third of what the rate model guesses, and a tenth of the refinement.
 */
const HYPER_BYTES = 0.28, BASE_FACTOR = 0.68, REFINEMENT_FACTOR = 0.9;

/** Encodes after which, should nothing fit yet, the coarsest setting has to. */
const PATIENCE = 8;

/** Encodes that fit into the transmitter's time: one takes some 35 ms of CPU for each 1,000 cells. */
function affordable({ h, w }: Latents): number {
  return Math.max(3, Math.min(8, Math.floor(12_000 / (h * w))));
}

interface Attempt {
  position: number;
  layers: EncodedLayers;
  cost: number;
}

/**
 * Codes latents so that the cost of everything sent stays within a budget and comes as close to it as possible.
 *
 * Layers: base and key. The key cells then have a third of the step of the others, which is what makes them better; with
 * nested quantizers a coarse rest costs nothing against a fine one that was never sent. From 0.35 bits per pixel on, a
 * finer key would gain little, so the rest is refined as well at twice the step of the key (rho 8). Where not even the
 * coarsest setting fits, only the base is sent; where that does not fit, nothing but header and prompt.
 *
 * Search: the cost falls smoothly with the step, so a {@linkcode RateModel} finds the position where it should meet the
 * budget, a real encode there corrects the model, and so on, some three encodes in all. Between two step indices (8 % of
 * the bits) the quantizer's rounding offset serves as a finer knob, which the decoder need not know.
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
  let encodes = 0;
  for (const layers of candidates(codec, latents, key, costOf, budget, options)) {
    const search = new Search(codec, latents, key, layers, costOf, budget, options);
    const best = search.run();
    encodes += search.encodes;
    if (best !== undefined) {
      return { ...settingOf(best.position), rho: search.rho, layers: best.layers, cost: best.cost, encodes };
    }
  }
  return { q: MAX_Q, rho: 0, rounding: DEFAULT_ROUNDING, layers: {}, cost: fixed, encodes };
}

/** Sets of layers to try, best first. */
function candidates(
  codec: Codec,
  latents: Latents,
  key: Uint8Array,
  costOf: (sizes: LayerSizes) => number,
  budget: number,
  options: BudgetOptions,
): (readonly LayerName[])[] {
  if (options.layers !== undefined) return [options.layers];
  const search = new Search(codec, latents, key, ["base", "key"], costOf, budget, options);
  const predicted = search.predictedBits(search.choose(1));
  const pixels = latents.h * latents.w * CELL * CELL;
  const most: LayerName[] = predicted > REST_FROM_BPP * pixels ? ["base", "key", "rest"] : ["base", "key"];
  return [most, ["base"]];
}

function sizesOf({ base, key, rest }: EncodedLayers): LayerSizes {
  return {
    base: base.length,
    ...(key === undefined ? {} : { key: key.length }),
    ...(rest === undefined ? {} : { rest: rest.length }),
  };
}

function settingOf(position: number): { q: number; rounding: number } {
  const fraction = (position % FINE) / FINE;
  // Multiples of 2^-12, so that equal settings are equal numbers.
  const rounding = Math.round((DEFAULT_ROUNDING + ROUNDING_SPAN * (0.5 - fraction)) * 4096) / 4096;
  return { q: Math.floor(position / FINE), rounding };
}

/** The search over positions for one set of layers. */
class Search {
  readonly rho: number;
  encodes = 0;
  readonly #models: { key: RateModel; rest: RateModel };
  readonly #base: Calibration;
  readonly #refinement = new Calibration((guess) => REFINEMENT_FACTOR * guess);
  readonly #tried = new Map<number, Attempt>();

  constructor(
    readonly codec: Codec,
    readonly latents: Latents,
    readonly key: Uint8Array,
    readonly layers: readonly LayerName[],
    readonly costOf: (sizes: LayerSizes) => number,
    readonly budget: number,
    readonly options: BudgetOptions,
  ) {
    this.rho = options.rho ?? (layers.includes("rest") && layers.includes("key") ? RHO_REFINED : 0);
    const { M } = codec.description;
    const hyper = HYPER_BYTES * latents.h * latents.w;
    this.#base = new Calibration((guess) => hyper + BASE_FACTOR * guess);
    this.#models = {
      key: new RateModel(latents, M, groupMask(key, "key")),
      rest: new RateModel(latents, M, groupMask(key, "rest")),
    };
  }

  /** The best attempt within the budget, if any is. */
  run(): Attempt | undefined {
    const { maxEncodes = affordable(this.latents) } = this.options;
    // A large photo's third encode would cost more time than the last percent is worth.
    const { fill = maxEncodes > 3 ? 0.99 : 0.98 } = this.options;
    // Aims a little below, so that an encode is rarely lost to being a few bytes too large.
    let aim = 0.5 + 0.5 * fill;
    let best: Attempt | undefined;
    while (best === undefined || (this.encodes < maxEncodes && best.cost < fill * this.budget)) {
      let position = this.encodes < PATIENCE ? this.choose(aim) : LAST;
      // Where the model sees nothing better, the next finer position may still fit.
      if (position === best?.position) position--;
      if (position < 0 || this.#tried.has(position)) {
        if (best !== undefined || position === LAST) break;
        aim *= 0.95;
        continue;
      }
      const attempt = this.#encode(position);
      if (attempt.cost <= this.budget && (best === undefined || attempt.cost > best.cost)) best = attempt;
      else if (best === undefined && this.encodes >= maxEncodes) aim *= 0.95;
    }
    return best;
  }

  /** Finest position whose predicted cost is at most this share of the budget; the coarsest where none is. */
  choose(share: number): number {
    let low = 0, high = LAST;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.costOf(this.#predicted(middle)) <= share * this.budget) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Bits of all layers that are expected at a position. */
  predictedBits(position: number): number {
    const { base = 0, key = 0, rest = 0 } = this.#predicted(position);
    return 8 * (base + key + rest);
  }

  #modelled(position: number): { base: number; key: number; rest: number } {
    const { q, rounding } = settingOf(position);
    const key = this.#models.key.bits({ index: q, refined: this.layers.includes("key"), rounding });
    const rest = this.#models.rest.bits({ index: q + this.rho, refined: this.layers.includes("rest"), rounding });
    return { base: (key.base + rest.base) / 8, key: key.refinement / 8, rest: rest.refinement / 8 };
  }

  #predicted(position: number): LayerSizes {
    const { base, key, rest } = this.#modelled(position);
    const refinement = this.#refinement.predict(key + rest) / Math.max(1e-9, key + rest);
    return {
      base: Math.ceil(this.#base.predict(base)),
      ...(this.layers.includes("key") ? { key: Math.ceil(refinement * key) } : {}),
      ...(this.layers.includes("rest") ? { rest: Math.ceil(refinement * rest) } : {}),
    };
  }

  #encode(position: number): Attempt {
    const { q, rounding } = settingOf(position);
    const { key, rho, layers: names } = this;
    const layers = encodeLayers(this.codec, this.latents, { key, q, rho, layers: names, rounding });
    const attempt = { position, layers, cost: this.costOf(sizesOf(layers)) };
    this.encodes++;
    this.#tried.set(position, attempt);
    const modelled = this.#modelled(position);
    this.#base.learn(modelled.base, layers.base.length);
    this.#refinement.learn(modelled.key + modelled.rest, (layers.key?.length ?? 0) + (layers.rest?.length ?? 0));
    return attempt;
  }
}
