import { worthOfErrors } from "./activity.ts";
import type { Latents } from "./analyze.ts";
import { Calibration } from "./calibration.ts";
import type { Codec } from "./codec.ts";
import { type EncodedLayers, encodeLayers, type LayerName } from "./encode_layers.ts";
import { RateModel } from "./rate_model.ts";
import { groupMask, MAX_Q } from "./steps.ts";

/** Bytes of each layer that is sent, without framing; an absent one is not sent. */
export interface LayerSizes {
  base?: number;
  key?: number;
  rest?: number;
}

/** Options of `encodeToBudget`. */
export interface BudgetOptions {
  /** Difference of the step index of rest cells, 0…15. Default: by the layers, see there. */
  rho?: number;
  /** Whether key cells are a little better than the others, instead of much. */
  mild?: boolean;
  /** Layers to send. Default: by the budget, see there. */
  layers?: readonly LayerName[];
  /** Stops the search when the cost is at least this share of the budget. Default 0.99, 0.98 for large photos. */
  fill?: number;
  /** Most real encodes once one has kept the budget. Default 8 for small photos, falling to 3 at a megapixel. */
  maxEncodes?: number;
}

/** Positions of the search between two step indices; the worth of an error tells them apart. */
const FINE = 32;
const LAST = MAX_Q * FINE + FINE - 1;
/** Worth of an error at the finest and beyond the coarsest of them: at least as many bits apart as one index makes. */
const FINEST_WEIGHT = 36, COARSEST_WEIGHT = 9;
/** Rounding offset that stands for the middle of them in the rate model, and what it varies by. */
const ROUNDING = 0.4, ROUNDING_SPAN = 0.075;
/** Default difference of step indices when key and rest are both refined, or both not: a factor of two in the step. */
const RHO = 8;
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

function sizesOf({ base, key, rest }: EncodedLayers): LayerSizes {
  return {
    base: base.length,
    ...(key === undefined ? {} : { key: key.length }),
    ...(rest === undefined ? {} : { rest: rest.length }),
  };
}

/** Setting of the quantizer at a position. */
export function settingOf(position: number): { q: number; weight: number } {
  // Multiples of 2^-10, so that equal settings are equal numbers.
  const weight = FINEST_WEIGHT * (COARSEST_WEIGHT / FINEST_WEIGHT) ** fractionOf(position);
  return { q: Math.floor(position / FINE), weight: Math.round(1024 * weight) / 1024 };
}

function fractionOf(position: number): number {
  return (position % FINE) / FINE;
}

/** A picture with what every search and every encode of it needs. */
export interface SearchedPicture {
  codec: Codec;
  latents: Latents;
  /** 1 key, 0 rest, [h, w]. */
  key: Uint8Array;
  /** As of `worthOfErrors`. */
  worth: Float32Array;
  /** Of the key cells and of the others. */
  rates: { key: RateModel; rest: RateModel };
}

/** Looks at a picture once for all searches. */
export function searchedPicture(codec: Codec, latents: Latents, key: Uint8Array): SearchedPicture {
  const rateOf = (group: "key" | "rest") => new RateModel(latents, codec.description.M, groupMask(key, group));
  return { codec, latents, key, worth: worthOfErrors(latents), rates: { key: rateOf("key"), rest: rateOf("rest") } };
}

/** The search over positions, from fine to coarse, for one set of layers. */
export class BudgetSearch {
  readonly rho: number;
  encodes = 0;
  readonly #base: Calibration;
  readonly #refinement = new Calibration((guess) => REFINEMENT_FACTOR * guess);
  readonly #tried = new Map<number, Attempt>();

  constructor(
    readonly picture: SearchedPicture,
    readonly layers: readonly LayerName[],
    readonly costOf: (sizes: LayerSizes) => number,
    readonly budget: number,
    readonly options: BudgetOptions,
  ) {
    // With a refinement for the key alone its cells have a third of the others' step already.
    this.rho = options.rho ?? (layers.includes("key") && !layers.includes("rest") ? 0 : RHO);
    const hyper = HYPER_BYTES * picture.latents.h * picture.latents.w;
    this.#base = new Calibration((guess) => hyper + BASE_FACTOR * guess);
  }

  /** The best attempt within the budget, if any is. */
  run(): Attempt | undefined {
    const { maxEncodes = affordable(this.picture.latents) } = this.options;
    // A large photo's third encode would cost more time than the last percent is worth.
    const { fill = maxEncodes > 3 ? 0.99 : 0.98 } = this.options;
    // Aims a little below, so that an encode is rarely lost to being a few bytes too large.
    let aim = 0.5 + 0.5 * fill;
    let best: Attempt | undefined, over: Attempt | undefined;
    while (best === undefined || (this.encodes < maxEncodes && best.cost < fill * this.budget)) {
      const position = this.encodes < PATIENCE ? this.#next(aim, best, over) : LAST;
      if (position < 0 || this.#tried.has(position)) {
        if (best !== undefined || position === LAST) break;
        aim *= 0.95;
        continue;
      }
      const attempt = this.#encode(position);
      if (attempt.cost > this.budget) {
        if (over === undefined || attempt.position > over.position) over = attempt;
        if (best === undefined && this.encodes >= maxEncodes) aim *= 0.95;
      } else if (best === undefined || attempt.cost > best.cost) best = attempt;
      // The cost jumps up where the step index changes: finer, and still cheaper, means that the jump lies in between.
      else if (over !== undefined && attempt.position < best.position) over = { ...over, position: attempt.position };
    }
    return best;
  }

  /** Where to encode next: between what fits and what does not by their costs, before there are both by the model. */
  #next(aim: number, best: Attempt | undefined, over: Attempt | undefined): number {
    if (best !== undefined && over !== undefined && over.position < best.position) {
      const share = Math.log(over.cost / (aim * this.budget)) / Math.log(over.cost / best.cost);
      const between = Math.round(over.position + share * (best.position - over.position));
      return Math.max(over.position + 1, Math.min(best.position - 1, between));
    }
    const position = this.choose(aim);
    // Where the model sees nothing better, the next finer position may still fit, and a coarser one has to.
    if (best !== undefined) {
      const finer = Math.min(position, best.position - 1);
      return this.#tried.has(finer) ? best.position - Math.ceil(FINE / 16) : finer;
    }
    return over === undefined ? position : Math.min(LAST, Math.max(position, over.position + 1));
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
    const { q } = settingOf(position);
    const rounding = ROUNDING + ROUNDING_SPAN * (0.5 - fractionOf(position));
    const key = this.picture.rates.key.bits({ index: q, refined: this.layers.includes("key"), rounding });
    const rest = this.picture.rates.rest.bits({ index: q + this.rho, refined: this.layers.includes("rest"), rounding });
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
    const { q, weight } = settingOf(position);
    const { rho, layers: names, picture: { codec, latents, key, worth } } = this;
    const layers = encodeLayers(codec, latents, { key, q, rho, layers: names, weight, worth });
    const attempt = { position, layers, cost: this.costOf(sizesOf(layers)) };
    this.encodes++;
    this.#tried.set(position, attempt);
    const modelled = this.#modelled(position);
    this.#base.learn(modelled.base, layers.base.length);
    this.#refinement.learn(modelled.key + modelled.rest, (layers.key?.length ?? 0) + (layers.rest?.length ?? 0));
    return attempt;
  }
}
