import type { Latents } from "./analyze.ts";
import { MAX_Q, STEPS } from "./steps.ts";

/** Most cells of a group that are looked at. */
const SAMPLE = 1024;
/** Magnitudes from here on share a bin and pay for the rest by its logarithm. */
const BINS = 16;

/** Estimated sizes in bits. */
export interface GroupBits {
  /** Of the base symbols. */
  base: number;
  /** Of the refinement given them. */
  refinement: number;
}

/** A setting of the quantizer for one group of cells. */
export interface GroupSetting {
  /** Step index, 0…47. */
  index: number;
  /** Whether the refinement is sent. */
  refined: boolean;
  /** Rounding offset. */
  rounding: number;
}

/**
 * Guesses how many bits a group of cells takes: the entropy of the quantized symbols per channel, without any context, on a
 * sample of the cells. Wrong by a factor that hardly depends on the step, which the rate controller learns from real
 * encodes; a hundred times faster than one.
 */
export class RateModel {
  readonly #magnitudes: Cumulative;
  /** Bits that so many values with the same symbol take: of the symbol 0, and of others, which have a sign. */
  readonly #bitsOfZeros: Float64Array;
  readonly #bitsOfOthers: Float64Array;
  readonly #weight: number;
  readonly #known = new Map<number, GroupBits>();

  /** @param mask cells of the group, [h, w] */
  constructor(latents: Latents, channels: number, mask: Uint8Array) {
    const cells: number[] = [];
    const count = mask.reduce((sum, set) => sum + set, 0);
    // A stride that shares no factor with usual widths spreads the sample over the picture.
    const every = Math.max(1, count / SAMPLE);
    for (let cell = 0, seen = 0, next = 0; cell < mask.length; cell++) {
      if (mask[cell] !== 1) continue;
      if (seen++ < next) continue;
      cells.push(cell);
      next += every;
    }
    const bitsOf = (sign: number) =>
      Float64Array.from({ length: cells.length + 1 }, (_, n) => n === 0 ? 0 : n * (Math.log2(cells.length / n) + sign));
    this.#bitsOfZeros = bitsOf(0);
    this.#bitsOfOthers = bitsOf(1);
    this.#weight = cells.length === 0 ? 0 : count / cells.length;
    this.#magnitudes = cumulative(latents.y, channels, cells);
  }

  /** Estimated bits of the group. */
  bits({ index, refined, rounding }: GroupSetting): GroupBits {
    const step = STEPS[Math.min(MAX_Q, index)];
    // The offset is below 1.
    const setting = 2 * step + (refined ? 1 : 0) + rounding;
    let bits = this.#known.get(setting);
    if (bits === undefined) {
      const fine = this.#entropy(refined ? step : 3 * step, rounding);
      const base = refined ? this.#entropy(step, rounding, true) : fine;
      bits = { base, refinement: fine - base };
      this.#known.set(setting, bits);
    }
    return bits;
  }

  /**
   * Entropy of the symbols k = ⌊|y|/step + rounding⌋ per channel, plus a sign for each that is not 0.
   *
   * @param nested Of the base symbols ⌊(k + 1) / 3⌋ instead
   */
  #entropy(step: number, rounding: number, nested = false): number {
    const inverse = 1 / step;
    const fineSymbol = (magnitude: number) => Math.floor(magnitude * inverse + rounding);
    // The least magnitude of each symbol up to BINS.
    const bounds = Array.from({ length: BINS + 1 }, (_, symbol) => {
      if (symbol === 0) return 0;
      const k = nested ? 3 * symbol - 1 : symbol;
      let least = Math.max(0, Math.floor((k - rounding) * step) - 2);
      while (fineSymbol(least) < k) least++;
      return least;
    });
    const { first, below } = this.#magnitudes;
    let bits = 0, extra = 0;
    for (let channel = 0; channel + 1 < first.length; channel++) {
      const from = first[channel], end = first[channel + 1] - 1 - from;
      let lower = 0;
      for (let symbol = 0; symbol < BINS && lower < end; symbol++) {
        const upper = symbol === BINS - 1 ? end : Math.min(end, bounds[symbol + 1]);
        const count = below[from + upper] - below[from + lower];
        bits += symbol === 0 ? this.#bitsOfZeros[count] : this.#bitsOfOthers[count];
        lower = upper;
      }
      for (let magnitude = bounds[BINS]; magnitude < end; magnitude++) {
        const count = below[from + magnitude + 1] - below[from + magnitude];
        if (count === 0) continue;
        const k = fineSymbol(magnitude);
        extra += count * 2 * Math.log2((nested ? Math.floor((k + 1) / 3) : k) / (BINS - 1));
      }
    }
    return this.#weight * (bits + extra);
  }
}

/** Counts of magnitudes by channel: any quantizer's symbols can be counted in them without looking at the values again. */
interface Cumulative {
  /** Where each channel's counts begin in `below`, and where the last one's end. */
  first: Uint32Array;
  /** At m of a channel: how many of its values are below m, for m up to one more than the largest. At most SAMPLE + 1. */
  below: Uint16Array;
}

function cumulative(y: Int16Array, channels: number, cells: readonly number[]): Cumulative {
  const largest = new Uint16Array(channels);
  for (const cell of cells) {
    for (let c = 0, at = cell * channels; c < channels; c++, at++) {
      const magnitude = Math.abs(y[at]);
      if (magnitude > largest[c]) largest[c] = magnitude;
    }
  }
  const first = new Uint32Array(channels + 1);
  for (let c = 0; c < channels; c++) first[c + 1] = first[c] + largest[c] + 2;
  const below = new Uint16Array(first[channels]);
  for (const cell of cells) {
    for (let c = 0, at = cell * channels; c < channels; c++, at++) below[first[c] + Math.abs(y[at]) + 1]++;
  }
  for (let c = 0; c < channels; c++) {
    for (let i = first[c] + 1; i < first[c + 1]; i++) below[i] += below[i - 1];
  }
  return { first, below };
}
