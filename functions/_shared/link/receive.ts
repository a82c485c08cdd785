import { decodeBlock, type Reception, type TransportBlock } from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { classZeroBytes, layerSizes, parseHeader } from "../packet/index.ts";
import { CONTROL_BLOCK, readControl } from "./control.ts";
import { blockOf } from "./transmit.ts";

/** Most points kept of a part for drawing. */
const MOST_POINTS = 2048;

/** What came of one part of the packet. */
export interface ReceivedClass {
  /** Undefined where its size or scheme was never learnt. Wrong bits may be in it unless `ok`; sections have own CRCs. */
  bytes: Uint8Array | undefined;
  /** Whether all checks hold. A part that is empty is ok. */
  ok: boolean;
  /** Symbols it took. */
  symbols: number;
  /** Mean decoder iterations of a code block. */
  iterations: number;
  /** Mean Es/N0 in dB after the equalizer; NaN for an empty part. */
  snrDb: number;
  /** Some received points, interleaved I, Q, after the equalizer. */
  points: Float32Array;
  /** N0 that each of the points is left with; undefined where nothing was demodulated. */
  noise?: Float32Array;
  /** The same points before the equalizer, where they are known. */
  observed?: Float32Array;
  /** Code blocks and those whose check failed; undefined where nothing was decoded. */
  blocks?: { count: number; failed: number };
}

/** What came of a packet: header, then classes 0, 1 and 2. */
export interface ReceivedPacket {
  header: ReceivedClass & { bytes: Uint8Array };
  classes: [ReceivedClass, ReceivedClass, ReceivedClass];
  /** Symbols of the parts whose size was learnt, received or not: of the whole packet once class 0 told the others' sizes. */
  symbols: number;
}

/**
 * Symbols to packet parts. Needs nothing but the symbols: the header block tells the schemes and the size of class 0,
 * class 0 tells the sizes of the others.
 *
 * @throws {SemcastError} `malformed` for fewer symbols than a header block
 */
export function receive(received: Reception): ReceivedPacket {
  const { symbols } = CONTROL_BLOCK;
  if (received.symbols.length < 2 * symbols || received.noise.length * 2 !== received.symbols.length) {
    throw new SemcastError(
      "malformed",
      `Reception of ${received.symbols.length} values and ${received.noise.length} variances holds no header block`,
    );
  }
  const reader = new Reader(received);
  const control = reader.read(CONTROL_BLOCK);
  const { header, indices } = readControl(control.bytes);
  const classes: [ReceivedClass, ReceivedClass, ReceivedClass] = [lost(), lost(), lost()];
  const done = { header: { ...control, bytes: header }, classes, symbols: reader.announced };
  const known = control.ok ? parsed(header) : undefined;
  if (known === undefined || indices === undefined) return done;
  const read = (part: number, bytes: number) => {
    classes[part - 1] = reader.readPart(part, bytes, indices[part - 1]);
    done.symbols = reader.announced;
  };
  read(1, classZeroBytes(known));
  const zero = classes[0].bytes;
  const sizes = zero === undefined ? undefined : layerSizes(known, zero);
  if (sizes === undefined) return done;
  read(2, sizes.class1);
  read(3, sizes.class2);
  return done;
}

/** Reads transport blocks one after the other. */
class Reader {
  readonly #received: Reception;
  #at = 0;
  /** Symbols of all blocks that were asked for, there or not. */
  announced = 0;

  constructor(received: Reception) {
    this.#received = received;
  }

  /** The next block; the caller has checked that its symbols are there. */
  read(block: TransportBlock): ReceivedClass & { bytes: Uint8Array } {
    const end = this.#at + block.symbols;
    const slice = cut(this.#received, this.#at, end);
    this.#at = end;
    this.announced = Math.max(this.announced, end);
    const { bytes, ok, iterations, codeBlocks, failedCodeBlocks } = decodeBlock(block, slice);
    return {
      bytes,
      ok,
      iterations,
      blocks: { count: codeBlocks, failed: failedCodeBlocks },
      ...shown(slice),
    };
  }

  /** A part of the packet; lost where more is announced than arrived. */
  readPart(part: number, bytes: number, index: number): ReceivedClass {
    if (bytes === 0) return { ...lost(), bytes: new Uint8Array(), ok: true };
    const block = blockOf(part, bytes, index);
    this.announced += block.symbols;
    return this.announced > this.#received.noise.length ? lost() : this.read(block);
  }
}

function parsed(header: Uint8Array) {
  try {
    return parseHeader(header);
  } catch (error) {
    if (error instanceof SemcastError) return undefined;
    throw error;
  }
}

function lost(): ReceivedClass {
  return { bytes: undefined, ok: false, symbols: 0, iterations: 0, snrDb: NaN, points: new Float32Array() };
}

/** Mean Es/N0 in dB of symbols that are left with these noise variances. */
export function meanSnrDb(noise: Float32Array): number {
  return 10 * Math.log10(noise.reduce((sum, n0) => sum + 1 / n0, 0) / noise.length);
}

/** Evenly spread points, at most {@linkcode MOST_POINTS}. */
export function some(symbols: Float32Array): Float32Array {
  return spread(symbols, 2);
}

/** The symbols from `from` up to but without `to`. */
export function cut({ symbols, noise, observed }: Reception, from: number, to: number): Reception {
  return {
    symbols: symbols.subarray(2 * from, 2 * to),
    noise: noise.subarray(from, to),
    observed: observed?.subarray(2 * from, 2 * to),
  };
}

/** What is shown of a part's symbols: how many, how good, and some of them with their noise. */
export function shown({ symbols, noise, observed }: Reception): Pick<
  ReceivedClass,
  "symbols" | "snrDb" | "points" | "noise" | "observed"
> {
  return {
    symbols: noise.length,
    snrDb: meanSnrDb(noise),
    points: some(symbols),
    noise: spread(noise, 1),
    observed: observed && some(observed),
  };
}

/** Evenly spread groups of `size` values, at most {@linkcode MOST_POINTS}. */
function spread(values: Float32Array, size: number): Float32Array {
  const count = values.length / size;
  const kept = Math.min(count, MOST_POINTS);
  const some = new Float32Array(size * kept);
  for (let i = 0; i < kept; i++) {
    const from = size * Math.floor(i * count / kept);
    some.set(values.subarray(from, from + size), size * i);
  }
  return some;
}
