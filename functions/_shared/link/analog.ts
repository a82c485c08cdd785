/**
 * The frame of the analog mode: a header block of its own, prompt and key map, base layer, then amplitudes.
 *
 * ```text
 * header block × repeats · class 0 · class 1 · amplitudes
 * ```
 *
 * What is digital is planned for a worse channel than expected, so that quality falls with the SNR before anything is lost.
 *
 * @module
 */
import {
  createSoftBuffer,
  decodeBlock,
  encodeBlock,
  type ReceivedBlock,
  type Reception,
  type TransportBlock,
} from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import type { ChannelKind } from "../options.ts";
import { classZeroBytes, HEADER_BYTES, layerSizes, parseHeader } from "../packet/index.ts";
import { CONTROL_SYMBOLS, scramblingOf } from "./control.ts";
import { MCS_TABLE } from "./mcs.ts";
import { chooseMcs, type PlannedClass, TARGETS } from "./plan.ts";
import { cut, type ReceivedClass, shown } from "./receive.ts";
import { blockOf } from "./transmit.ts";

/** How much worse than expected, in dB, the channel may be before digital parts are lost. */
export const MARGIN_DB = 6;
/** A header block of the analog mode: 16 bytes of packet header, two schemes, the SNR planned for, the excess. */
const CONTROL_BYTES = HEADER_BYTES + 5;
const BLOCK: TransportBlock = {
  bytes: CONTROL_BYTES,
  symbols: CONTROL_SYMBOLS,
  order: 2,
  scrambling: scramblingOf(4),
};
/** One block holds down to this SNR, each doubling 3 dB further. */
const ONE_BLOCK_DB = -5;
const MOST_REPEATS = 16;
/** SNR that was planned for, in half dB above −40; excess in 1/512 octave above 2^-32. */
const SNR_UNIT = 0.5, LOWEST_SNR = -40, EXCESS_UNIT = 1 / 512, LOWEST_EXCESS = -32;

/** How an analog frame is laid out. */
export interface AnalogPlan {
  channel: ChannelKind;
  /** Es/N0 in dB that energies are made for. */
  snrDb: number;
  repeats: number;
  /** Classes 0 and 1. */
  classes: [PlannedClass, PlannedClass];
  /** Complex symbols of all digital parts. */
  digital: number;
}

/**
 * Plans the digital parts.
 *
 * @param bytes of classes 0 and 1
 */
export function planAnalog(snrDb: number, channel: ChannelKind, bytes: readonly [number, number]): AnalogPlan {
  const measured = channel === "none" ? "awgn" : channel;
  const planned = snrOf(snrIndex(snrDb)), least = planned - MARGIN_DB, repeats = repeatsFor(planned);
  const classes: AnalogPlan["classes"] = [
    chooseMcs(bytes[0], TARGETS[0], least, measured),
    chooseMcs(bytes[1], TARGETS[1], least, measured),
  ];
  const digital = repeats * CONTROL_SYMBOLS + classes[0].symbols + classes[1].symbols;
  return { channel, snrDb: planned, repeats, classes, digital };
}

function snrIndex(snrDb: number): number {
  return Math.max(0, Math.min(255, Math.round((snrDb - LOWEST_SNR) / SNR_UNIT)));
}

function snrOf(index: number): number {
  return LOWEST_SNR + SNR_UNIT * index;
}

/** Noise variance of a real dimension at an Es/N0 in dB. */
export function noiseOf(snrDb: number): number {
  return 0.5 * 10 ** (-snrDb / 10);
}

/** The excess as the receiver is told. */
export function quantizedExcess(excess: number): number {
  return excessOf(excessIndex(excess));
}

function excessIndex(excess: number): number {
  return Math.max(0, Math.min(0xffff, Math.round((Math.log2(Math.max(1e-9, excess)) - LOWEST_EXCESS) / EXCESS_UNIT)));
}

function excessOf(index: number): number {
  return 2 ** (LOWEST_EXCESS + EXCESS_UNIT * index);
}

/** What an analog frame carries. */
export interface AnalogFrame {
  /** 16 bytes of packet header, class 0, class 1. */
  parts: readonly [Uint8Array, Uint8Array, Uint8Array];
  /** Interleaved I, Q. */
  amplitudes: Float32Array;
  excess: number;
}

/** The symbols of a frame, interleaved I, Q, unit mean energy. */
export function transmitAnalog({ parts, amplitudes, excess }: AnalogFrame, plan: AnalogPlan): Float32Array {
  const [header, ...classes] = parts;
  const control = new Uint8Array(CONTROL_BYTES);
  control.set(header);
  control.set([plan.classes[0].index, plan.classes[1].index, snrIndex(plan.snrDb)], HEADER_BYTES);
  new DataView(control.buffer).setUint16(HEADER_BYTES + 3, excessIndex(excess));
  const symbols = new Float32Array(2 * plan.digital + amplitudes.length);
  const block = encodeBlock(BLOCK, control);
  let at = 0;
  for (let i = 0; i < plan.repeats; i++, at += block.length) symbols.set(block, at);
  classes.forEach((bytes, i) => {
    if (bytes.length === 0) return;
    const coded = encodeBlock(blockOf(i + 1, bytes.length, plan.classes[i].index), bytes);
    symbols.set(coded, at);
    at += coded.length;
  });
  symbols.set(amplitudes, at);
  return symbols;
}

/** What came of an analog frame. */
export interface ReceivedAnalog {
  header: ReceivedClass & { bytes: Uint8Array };
  classes: [ReceivedClass, ReceivedClass];
  /** Amplitudes with the noise of each symbol; undefined where their place was never learnt. */
  amplitudes?: Reception;
  /** Noise variance of a real dimension that the energies were made for. */
  noise: number;
  excess: number;
}

/**
 * Reads an analog frame; needs nothing but its symbols. The number of header blocks is found by trying: soft bits of
 * repetitions add up.
 *
 * @throws {SemcastError} `malformed` for fewer symbols than a header block
 */
export function receiveAnalog(received: Reception): ReceivedAnalog {
  const count = received.noise.length;
  if (count < CONTROL_SYMBOLS) throw new SemcastError("malformed", `${count} symbols hold no header block`);
  const { header, repeats } = readHeader(received);
  const classes: [ReceivedClass, ReceivedClass] = [lost(), lost()];
  const done: ReceivedAnalog = { header, classes, noise: 0, excess: 1 };
  const parsed = header.ok ? parsedHeader(header.bytes) : undefined;
  if (parsed === undefined) return done;
  const view = new DataView(header.bytes.buffer, header.bytes.byteOffset + HEADER_BYTES);
  done.noise = noiseOf(snrOf(view.getUint8(2)));
  done.excess = excessOf(view.getUint16(3));
  let at = repeats * CONTROL_SYMBOLS;
  const read = (part: number, bytes: number): boolean => {
    if (bytes === 0) classes[part - 1] = { ...lost(), bytes: new Uint8Array(), ok: true };
    const index = view.getUint8(part - 1);
    if (bytes === 0 || index >= MCS_TABLE.length) return bytes === 0;
    const block = blockOf(part, bytes, index);
    const slice = cut(received, at, at + block.symbols);
    at += block.symbols;
    if (at > count) return false;
    classes[part - 1] = described(slice, decodeBlock(block, slice));
    return true;
  };
  if (!read(1, classZeroBytes(parsed))) return done;
  const zero = classes[0].bytes;
  const sizes = zero === undefined ? undefined : layerSizes(parsed, zero);
  if (sizes === undefined || !read(2, sizes.class1)) return done;
  return { ...done, amplitudes: cut(received, at, count) };
}

/** Adds up header blocks until their check holds. How many there are follows from the SNR that they tell. */
function readHeader(received: Reception) {
  const buffer = createSoftBuffer(BLOCK);
  try {
    for (let used = 1;; used++) {
      const slice = cut(received, (used - 1) * CONTROL_SYMBOLS, used * CONTROL_SYMBOLS);
      const got = decodeBlock(BLOCK, slice, { buffer });
      if (!got.ok && used < MOST_REPEATS && (used + 1) * CONTROL_SYMBOLS <= received.noise.length) continue;
      const repeats = repeatsFor(snrOf(got.bytes[HEADER_BYTES + 2]));
      return { header: described(slice, got), repeats };
    }
  } finally {
    buffer.free();
  }
}

/** Header blocks that are sent. */
function repeatsFor(snrDb: number): number {
  let repeats = 1;
  while (repeats < MOST_REPEATS && snrDb - MARGIN_DB < ONE_BLOCK_DB - 10 * Math.log10(repeats)) repeats *= 2;
  return repeats;
}

function described(
  slice: Reception,
  { bytes, ok, iterations, codeBlocks, failedCodeBlocks }: ReceivedBlock,
) {
  return { bytes, ok, iterations, blocks: { count: codeBlocks, failed: failedCodeBlocks }, ...shown(slice) };
}

function parsedHeader(bytes: Uint8Array) {
  try {
    return parseHeader(bytes.subarray(0, HEADER_BYTES));
  } catch (error) {
    if (error instanceof SemcastError) return undefined;
    throw error;
  }
}

function lost(): ReceivedClass {
  return { bytes: undefined, ok: false, symbols: 0, iterations: 0, snrDb: NaN, points: new Float32Array() };
}
