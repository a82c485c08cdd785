/**
 * The budget of a transmission: what may be sent, and what a set of layers costs. Everything counts: header, prompt, key
 * map, layers and checksums, for symbols after channel coding.
 *
 * @module
 */
import { airSymbols } from "../_shared/iq/air_symbols.ts";
import { type LinkPlan, planLink, usesOf } from "../_shared/link/index.ts";
import { DEFAULT_CBR, type TransmitOptions } from "../_shared/options.ts";
import { classSizes, HEADER_BYTES, packetBytes, type SectionSizes } from "../_shared/packet/index.ts";

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

/** Bits that a symbol carries after channel coding, as a share of what a channel of that SNR could (Shannon). */
const CODED_SHARE = 0.7;
/** Largest key region for each bit a pixel, and its bounds. */
const KEY_PER_BPP = 1.4, LEAST_KEY = 0.2, MOST_KEY = 0.4;

/**
 * The largest share of a photo that the network may make key within a budget. Where bits are few, a smaller key region
 * gains more and costs the rest less (docs/codec.md).
 */
export function largestKey(options: BudgetOptions, photo: { width: number; height: number }): number {
  const carried = CODED_SHARE * Math.log2(1 + 10 ** (options.snr / 10));
  const symbols = options.symbols === undefined
    ? 3 * (options.cbr ?? DEFAULT_CBR)
    : options.symbols / (photo.width * photo.height);
  const bpp = options.bpp ?? carried * symbols;
  return Math.min(MOST_KEY, Math.max(LEAST_KEY, KEY_PER_BPP * bpp));
}
