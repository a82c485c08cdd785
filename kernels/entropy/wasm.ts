/**
 * Entropy coding of latents, key maps and text: a range coder under integer models. The only TypeScript that touches the
 * `entropy` kernel.
 *
 * A stream is written by one {@linkcode Encoder} in as many steps as its reader needs between them (the model of the
 * second half of the cells depends on the first), and read in the same steps by a {@linkcode Decoder}. An
 * {@linkcode Estimator} takes the encoder's place where only the ideal number of bits is asked for.
 *
 * Tensors are [h, w, channels], channels fastest. Parameters are [h, w, 2 · channels]: the locations of a cell's channels
 * in 1/16 symbol, then their scale indices (clamped to 0…63; the logistic width is 2^(index/8 − 5) symbols).
 *
 * @module
 */
import {
  context,
  EntropySink,
  EntropySource,
  magnitudes as kernelMagnitudes,
  quantize as kernelQuantize,
} from "../pkg/entropy/entropy.js";
import { kernelError, SemcastError } from "../../functions/_shared/errors.ts";

/** Cells whose x + y is even (0: anchors) or odd (1). */
export type Parity = 0 | 1;

/** Where symbols go: a stream or a count of bits. */
export type Sink = Encoder | Estimator;

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw kernelError(error);
  }
}

/** The kernel's sizes are 32-bit: anything else would wrap on the way in. */
function checkSizes(sizes: Record<string, number>): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 0 || value > 0x100_0000) {
      throw new SemcastError("invalid-argument", `${name} is ${value}, not an integer from 0 to 2^24`);
    }
  }
}

/** Owns a kernel object until it is freed. */
class Handle<T extends { free(): void }> {
  #kernel: T | undefined;

  constructor(kernel: T) {
    this.#kernel = kernel;
  }

  /** The kernel object, for the functions of this module. */
  kernel(): T {
    if (this.#kernel === undefined) throw new SemcastError("internal", "Entropy coder was used after its end");
    return this.#kernel;
  }

  /** The kernel object, which the caller frees from now on. */
  protected take(): T {
    const kernel = this.kernel();
    this.#kernel = undefined;
    return kernel;
  }

  /** Gives the memory back; no other call is allowed afterwards. */
  free(): void {
    this.#kernel?.free();
    this.#kernel = undefined;
  }
}

/** Writes a stream. */
export class Encoder extends Handle<EntropySink> {
  constructor() {
    super(EntropySink.encoder());
  }

  /**
   * The whole stream: at most two bytes more than its information, without its trailing zero bytes, which the decoder
   * imagines. Frees the encoder.
   */
  finish(): Uint8Array {
    return guarded(() => this.take().finish());
  }
}

/** Counts ideal bits: the sum of −log2 of the probabilities. */
export class Estimator extends Handle<EntropySink> {
  constructor() {
    super(EntropySink.estimator());
  }

  /** Bits so far, in steps of 1/256. */
  bits(): number {
    return guarded(() => this.kernel().bits_256()) / 256;
  }
}

/** Reads a stream. Any bytes can be read: what is no stream gives arbitrary symbols or `malformed`. */
export class Decoder extends Handle<EntropySource> {
  constructor(bytes: Uint8Array) {
    super(guarded(() => new EntropySource(bytes)));
  }
}

/** An empty stream. */
export function createEncoder(): Encoder {
  return new Encoder();
}

/** A stream at its first symbol. */
export function createDecoder(bytes: Uint8Array): Decoder {
  return new Decoder(bytes);
}

/** Ideal bits of what `write` writes, in steps of 1/256; a stream of it is at most two bytes and 0.1 % longer. */
export function estimateBits(write: (sink: Estimator) => void): number {
  const estimator = new Estimator();
  try {
    write(estimator);
    return estimator.bits();
  } finally {
    estimator.free();
  }
}

/**
 * Writes symbols that have one model per channel: the hyperlatents.
 *
 * @param z [cells, channels]
 * @param mu locations of the channels, 1/16 symbol
 * @param scale scale indices of the channels
 */
export function encodeZ(sink: Sink, z: Int16Array, mu: Int16Array, scale: Uint8Array): void {
  guarded(() => sink.kernel().channels(z, mu, scale));
}

/**
 * Reads what {@linkcode encodeZ} wrote.
 *
 * @throws SemcastError `malformed` or `invalid-argument`
 */
export function decodeZ(decoder: Decoder, cells: number, mu: Int16Array, scale: Uint8Array): Int16Array {
  checkSizes({ cells });
  return guarded(() => decoder.kernel().channels(cells, mu, scale));
}

/** Writes the base symbols `k0` [h, w, channels] of the cells of one parity. */
export function encodeBaseCells(
  sink: Sink,
  k0: Int16Array,
  params: Int16Array,
  h: number,
  w: number,
  channels: number,
  parity: Parity,
): void {
  checkSizes({ h, w, channels, parity });
  guarded(() => sink.kernel().base(k0, params, h, w, channels, parity));
}

/**
 * Reads what {@linkcode encodeBaseCells} wrote into the same cells of `k0`; the others stay as they are.
 *
 * @throws SemcastError `malformed` (what was read until then is arbitrary) or `invalid-argument`
 */
export function decodeBaseCells(
  decoder: Decoder,
  params: Int16Array,
  h: number,
  w: number,
  channels: number,
  parity: Parity,
  k0: Int16Array,
): void {
  checkSizes({ h, w, channels, parity });
  guarded(() => decoder.kernel().base(params, h, w, channels, parity, k0));
}

/**
 * Writes the refinements `r` (−1, 0 or 1) [h, w, channels] of the cells whose mask [h, w] is not 0.
 *
 * @param params of the fine symbols 3 · k0 + r, in fine steps
 */
export function encodeRefinement(
  sink: Sink,
  k0: Int16Array,
  r: Int8Array,
  params: Int16Array,
  h: number,
  w: number,
  channels: number,
  cellMask: Uint8Array,
): void {
  checkSizes({ h, w, channels });
  guarded(() => sink.kernel().refinement(k0, r, params, h, w, channels, cellMask));
}

/**
 * Reads what {@linkcode encodeRefinement} wrote into the same cells of `r`; the others stay as they are.
 *
 * @throws SemcastError `malformed` (what was read until then is arbitrary) or `invalid-argument`
 */
export function decodeRefinement(
  decoder: Decoder,
  k0: Int16Array,
  params: Int16Array,
  h: number,
  w: number,
  channels: number,
  cellMask: Uint8Array,
  r: Int8Array,
): void {
  checkSizes({ h, w, channels });
  guarded(() => decoder.kernel().refinement(k0, params, h, w, channels, cellMask, r));
}

/** Symbols of the nested quantizer: the fine symbol is 3 · k0 + r. */
export interface Quantized {
  /** Base symbols, on a grid three times as coarse as the step. */
  k0: Int16Array;
  /** Refinements −1, 0, 1; 0 in cells that are not refined. */
  r: Int8Array;
}

/** Cells that go through the kernel at once: its memory, which never shrinks, holds copies of all its arrays. */
const CELLS_AT_ONCE = 1024;

/**
 * Quantizes latents with a dead zone: |k| = floor(|y| / step + 0.4), exactly. Cells that will not be refined round on the
 * coarse grid itself.
 *
 * @param y [cells, channels]
 * @param stepPerCell fine step of each cell, at least 1, in the unit of `y`
 * @param refinedPerCell 1 where the refinement will be sent
 * @param shiftPerCell what is added to magnitudes above 0 before, for another dead zone; none by default
 * @throws SemcastError `invalid-argument`
 */
export function quantize(
  y: Int16Array,
  stepPerCell: Uint16Array,
  refinedPerCell: Uint8Array,
  channels: number,
  shiftPerCell: Int16Array = new Int16Array(stepPerCell.length),
): Quantized {
  checkSizes({ channels });
  const k0 = new Int16Array(y.length);
  const r = new Int8Array(y.length);
  const cells = stepPerCell.length;
  // Sizes that do not go together are the kernel's to refuse.
  const strip = y.length === cells * channels && refinedPerCell.length === cells ? CELLS_AT_ONCE : Infinity;
  guarded(() => {
    for (let from = 0; from === 0 || from < cells; from += strip) {
      const to = from + strip;
      kernelQuantize(
        y.subarray(from * channels, to * channels),
        stepPerCell.subarray(from, to),
        refinedPerCell.subarray(from, to),
        shiftPerCell.subarray(from, to),
        channels,
        k0.subarray(from * channels, to * channels),
        r.subarray(from * channels, to * channels),
      );
    }
  });
  return { k0, r };
}

/** Magnitudes of base symbols [cells, channels], 127 at most: what hyper analysis takes. */
export function magnitudesOf(k0: Int16Array, channels: number): Uint8Array {
  const out = new Uint8Array(k0.length);
  const strip = CELLS_AT_ONCE * channels;
  guarded(() => {
    for (let from = 0; from < k0.length; from += strip) {
      out.set(kernelMagnitudes(k0.subarray(from, from + strip)), from);
    }
  });
  return out;
}

/**
 * Base symbols [h, w, channels] as the networks take them: within ±63, plus 64.
 *
 * @param parity of the cells that are seen, in all others there is 64; all are where it is left out
 * @throws SemcastError `invalid-argument`
 */
export function contextOf(
  k0: Int16Array,
  h: number,
  w: number,
  channels: number,
  parity?: Parity,
): Uint8Array {
  checkSizes({ h, w, channels });
  return guarded(() => context(k0, h, w, channels, parity));
}

/** What symbols are chosen for: latents [h, w, channels], and of each cell the step and the worth of an error. */
export interface ChoiceSource {
  y: Int16Array;
  /** Fine steps [h, w], at least 1, in the unit of `y`. */
  steps: Uint16Array;
  /** [h, w], bits that a squared error of one step² is worth, 0 or more. */
  weights: Float32Array;
  h: number;
  w: number;
  channels: number;
}

/**
 * Writes the base symbols of the cells of one parity as {@linkcode encodeBaseCells} does. Those of cells whose mask is 1 are
 * chosen before: of the nearest symbol, the next one towards 0, and 0 the one with the least bits + weight · squared error
 * in steps, which are three fine ones. Everything else in `k0` stays as it is.
 *
 * @throws SemcastError `invalid-argument`
 */
export function encodeChosenBaseCells(
  sink: Sink,
  { y, steps, weights, h, w, channels }: ChoiceSource,
  params: Int16Array,
  parity: Parity,
  cellMask: Uint8Array,
  k0: Int16Array,
): void {
  checkSizes({ h, w, channels, parity });
  guarded(() => sink.kernel().chosen_base(y, steps, weights, params, h, w, channels, parity, cellMask, k0));
}

/**
 * Chooses the refinements of the cells whose mask is 1, given their base symbols, in the same way, and writes them as
 * {@linkcode encodeRefinement} does.
 *
 * @throws SemcastError `invalid-argument`
 */
export function encodeChosenRefinement(
  sink: Sink,
  { y, steps, weights, h, w, channels }: ChoiceSource,
  k0: Int16Array,
  params: Int16Array,
  cellMask: Uint8Array,
): void {
  checkSizes({ h, w, channels });
  guarded(() => sink.kernel().chosen_refinement(y, steps, weights, k0, params, h, w, channels, cellMask));
}

/**
 * Codes a key map, one cell after the other from its neighbours.
 *
 * @param cells [h, w], 1 = key, 0 = rest
 * @returns a stream whose length must be kept; of a map without key cells it is empty
 */
export function encodeKeyMap(cells: Uint8Array, w: number, h: number): Uint8Array {
  checkSizes({ w, h });
  const encoder = createEncoder();
  try {
    guarded(() => encoder.kernel().key_map(cells, w, h));
    return encoder.finish();
  } finally {
    encoder.free();
  }
}

/**
 * Reads what {@linkcode encodeKeyMap} wrote.
 *
 * @throws SemcastError `malformed` or `invalid-argument` (more than 2^20 cells)
 */
export function decodeKeyMap(bytes: Uint8Array, w: number, h: number): Uint8Array {
  checkSizes({ w, h });
  const decoder = createDecoder(bytes);
  try {
    return guarded(() => decoder.kernel().key_map(w, h));
  } finally {
    decoder.free();
  }
}

/**
 * Codes symbols, each under a table of its own.
 *
 * @param tables frequencies of the alphabet of `symbols[i]`: 1 to 4096 of them, each at least 1, sum at most 65535
 * @throws SemcastError `invalid-argument`
 */
export function encodeWithTables(symbols: Uint16Array, tables: readonly Uint16Array[]): Uint8Array {
  if (symbols.length !== tables.length) {
    throw new SemcastError("invalid-argument", `${symbols.length} symbols need as many tables, got ${tables.length}`);
  }
  const encoder = createEncoder();
  try {
    guarded(() => symbols.forEach((symbol, i) => encoder.kernel().table(symbol, tables[i])));
    return encoder.finish();
  } finally {
    encoder.free();
  }
}

/**
 * Reads what {@linkcode encodeWithTables} wrote. Behind the end of `bytes` there are zeros, so that the caller decides
 * when the text ends.
 *
 * @param next gives the first table for −1, and the next one for each symbol that was read; null ends
 * @throws SemcastError `malformed`, `invalid-argument` (a bad table), or what `next` throws
 */
export function decodeWithTables(bytes: Uint8Array, next: (symbol: number) => Uint16Array | null): void {
  const decoder = createDecoder(bytes);
  try {
    for (let table = next(-1); table !== null;) {
      const frequencies = table;
      table = next(guarded(() => decoder.kernel().table(frequencies)));
    }
  } finally {
    decoder.free();
  }
}
