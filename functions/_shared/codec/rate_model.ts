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
  readonly #y: Int16Array;
  readonly #channels: number;
  readonly #cells: number[] = [];
  readonly #weight: number;
  readonly #known = new Map<string, GroupBits>();

  /** @param mask cells of the group, [h, w] */
  constructor(latents: Latents, channels: number, mask: Uint8Array) {
    this.#y = latents.y;
    this.#channels = channels;
    const count = mask.reduce((sum, set) => sum + set, 0);
    // A stride that shares no factor with usual widths spreads the sample over the picture.
    const every = Math.max(1, count / SAMPLE);
    for (let cell = 0, seen = 0, next = 0; cell < mask.length; cell++) {
      if (mask[cell] !== 1) continue;
      if (seen++ < next) continue;
      this.#cells.push(cell);
      next += every;
    }
    this.#weight = this.#cells.length === 0 ? 0 : count / this.#cells.length;
  }

  /** Estimated bits of the group. */
  bits({ index, refined, rounding }: GroupSetting): GroupBits {
    const step = STEPS[Math.min(MAX_Q, index)];
    const name = `${step} ${refined} ${rounding}`;
    let bits = this.#known.get(name);
    if (bits === undefined) {
      const coarse = this.#entropy(refined ? step : 3 * step, rounding, refined);
      bits = refined
        ? { base: coarse.nested, refinement: coarse.fine - coarse.nested }
        : { base: coarse.fine, refinement: 0 };
      this.#known.set(name, bits);
    }
    return bits;
  }

  #entropy(step: number, rounding: number, nested: boolean): { fine: number; nested: number } {
    const channels = this.#channels;
    const fine = new Uint32Array(channels * BINS), coarse = new Uint32Array(nested ? channels * BINS : 0);
    const inverse = 1 / step;
    let extraFine = 0, extraCoarse = 0;
    for (const cell of this.#cells) {
      const begin = cell * channels;
      for (let c = 0; c < channels; c++) {
        const k = Math.floor(Math.abs(this.#y[begin + c]) * inverse + rounding);
        if (k >= BINS) extraFine += 2 * Math.log2(k / (BINS - 1));
        fine[c * BINS + Math.min(k, BINS - 1)]++;
        if (!nested) continue;
        const k0 = Math.floor((k + 1) / 3);
        if (k0 >= BINS) extraCoarse += 2 * Math.log2(k0 / (BINS - 1));
        coarse[c * BINS + Math.min(k0, BINS - 1)]++;
      }
    }
    return {
      fine: this.#weight * (this.#histogramBits(fine) + extraFine),
      nested: nested ? this.#weight * (this.#histogramBits(coarse) + extraCoarse) : 0,
    };
  }

  /** Entropy of magnitudes, plus a sign for each that is not 0. */
  #histogramBits(counts: Uint32Array): number {
    const total = this.#cells.length;
    let bits = 0;
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      bits += counts[i] * (Math.log2(total / counts[i]) + (i % BINS === 0 ? 0 : 1));
    }
    return bits;
  }
}
