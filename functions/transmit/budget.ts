/**
 * The budget of a transmission: what may be sent, and what a set of layers costs. Everything counts: header, prompt, key
 * map, layers and checksums, for symbols after channel coding.
 *
 * @module
 */
import { airSymbols } from "../_shared/iq/air_symbols.ts";
import { type LinkPlan, planLink, usesOf } from "../_shared/link/index.ts";
import { DEFAULT_CBR, type TransmitOptions } from "../_shared/options.ts";
import { classSizes, FULL_SCALE, HEADER_BYTES, packetBytes, type SectionSizes } from "../_shared/packet/index.ts";

/** What the budget depends on. */
export interface BudgetOptions extends TransmitOptions {
  /** Whether preamble and pilots of an IQ frame count too. */
  framed?: boolean;
  /** Most transmissions of a part; the budget is for the first ones. */
  transmissions?: number;
  /** Block-error rates of the protection classes, instead of unequal ones. */
  targets?: readonly [number, number, number];
}

/** A limit and the price of sections in its unit. */
export interface Budget {
  /** Complex channel symbols, or bits before channel coding. */
  limit: number;
  /** Price of a packet with sections of these payload sizes. */
  cost(sizes: SectionSizes): number;
}

/** The budget that the options ask for: `symbols`, `bpp`, or `cbr` (1/16 where nothing is said). */
export function budgetOf(options: BudgetOptions, photo: { width: number; height: number }): Budget {
  const pixels = photo.width * photo.height;
  if (options.bpp !== undefined) {
    return { limit: options.bpp * pixels, cost: (sizes) => 8 * packetBytes(sizes) };
  }
  const limit = options.symbols ?? Math.floor((options.cbr ?? DEFAULT_CBR) * pixels * 3);
  return { limit, cost: (sizes) => symbolsOnAir(planSections(sizes, options), options) };
}

/** Complex symbols that a plan puts on the air, with the pilots of the channel or of an IQ frame. */
export function symbolsOnAir({ channel, symbols }: LinkPlan, { framed }: Pick<BudgetOptions, "framed">): number {
  return framed ? airSymbols(symbols) : usesOf(channel, symbols);
}

/** How the link would carry a packet with sections of these payload sizes. */
export function planSections(sizes: SectionSizes, options: BudgetOptions): LinkPlan {
  return planLink({
    snrDb: options.snr,
    channel: options.channel,
    transmissions: options.transmissions,
    targets: options.targets,
    bytes: [HEADER_BYTES, ...classSizes(sizes)],
  });
}

/** Longest payload that {@linkcode bitsPerPixel} looks at. */
const MOST_BYTES = 2 ** 22;

/** Bits before channel coding that the budget leaves for prompt, key map and layers, for each pixel of the photo. */
export function bitsPerPixel(options: BudgetOptions, photo: { width: number; height: number }): number {
  const { limit, cost } = budgetOf(options, photo);
  let high = 1;
  while (high < MOST_BYTES && cost({ base: high }) <= limit) high *= 2;
  let low = 0;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (cost({ base: middle }) <= limit) low = middle;
    else high = middle - 1;
  }
  return 8 * low / (photo.width * photo.height);
}

/** Largest key region for each bit a pixel, and its bounds. */
const KEY_PER_BPP = 1.4, LEAST_KEY = 0.2, MOST_KEY = 0.4;

/**
 * The largest share of a photo that the network may make key. Where bits are few, a smaller key region gains more and costs
 * the rest less (docs/codec.md).
 *
 * @param bpp as of {@linkcode bitsPerPixel}
 */
export function largestKey(bpp: number): number {
  return Math.min(MOST_KEY, Math.max(LEAST_KEY, KEY_PER_BPP * bpp));
}

/**
 * Bits a pixel up to which a photo is better coded at so many eighths of its sides, by what that is for. `auto` goes by all
 * metrics together, `uniform` by squared error alone. `strong` is made smaller later, since the regions that are much better
 * lose first; amplitudes sooner, of which one a pixel is too many.
 */
const SMALLER = {
  auto: [[2, 0.008], [3, 0.018], [4, 0.045], [6, 0.12], [7, 0.2]],
  uniform: [[2, 0.008], [3, 0.018], [4, 0.04], [6, 0.09]],
  strong: [[2, 0.004], [3, 0.009], [4, 0.02], [6, 0.045]],
  analog: [[2, 0.024], [3, 0.054], [4, 0.12], [6, 0.27]],
} as const;
/** Sides below which a picture is not made smaller: four latent cells share a hyperlatent. */
const LEAST_SIDE = 64;

/** What the choice of {@linkcode codingScale} is for. */
export type CodedKind = keyof typeof SMALLER;

/**
 * Eighths of its sides at which a photo is coded. Where bits are few, fewer pixels that are coded well show more than all of
 * them coded badly (docs/codec.md has the curves).
 *
 * @param bpp as of {@linkcode bitsPerPixel}
 * @param kind digital with key regions a little (`auto`), much (`strong`) or not better than the rest, or analog
 */
export function codingScale(bpp: number, photo: { width: number; height: number }, kind: CodedKind): number {
  const side = Math.min(photo.width, photo.height);
  const fitting = SMALLER[kind].find(([scale, upTo]) => bpp <= upTo && side * scale >= LEAST_SIDE * FULL_SCALE);
  return fitting?.[0] ?? FULL_SCALE;
}
