/**
 * The 5G NR shared channel: payload bytes to complex symbols and back. The only TypeScript that touches the `phy` kernel.
 *
 * Symbols are interleaved I, Q with unit mean energy. SNR is Es/N0 in dB a complex symbol; N0 is the noise variance of both
 * real dimensions together, half on each.
 *
 * @module
 */
import * as kernel from "../pkg/phy/phy.js";
import { kernelError, SemcastError } from "../../functions/_shared/errors.ts";

/** Bits a symbol: QPSK, 16QAM, 64QAM, 256QAM (TS 38.211 clause 5.1). */
export type ModulationOrder = 2 | 4 | 6 | 8;

/** How a transport block is sent; both ends must have the same. */
export interface TransportBlock {
  /** Payload bytes, 1 to 2^23. Any number of them: the standard's quantization of sizes is not applied. */
  bytes: number;
  /** Complex symbols that carry it; payload bits / coded bits must not exceed 0.96. */
  symbols: number;
  order: ModulationOrder;
  /** Redundancy version, 0 (default) to 3. */
  version?: number;
  /** c_init of the scrambling sequence, TS 38.211 clause 5.2.1; default 0. */
  scrambling?: number;
}

/** What came of a transport block. */
export interface ReceivedBlock {
  /** The payload, right or wrong. */
  bytes: Uint8Array;
  /** Whether the check of the transport block and all checks of its code blocks hold. */
  ok: boolean;
  codeBlocks: number;
  /** Code blocks whose check failed. */
  failedCodeBlocks: number;
  /** Mean decoder iterations of a code block. */
  iterations: number;
}

/** Symbols after channel and equalizer. */
export interface Reception {
  symbols: Float32Array;
  /** N0 that each symbol is left with after equalization. */
  noise: Float32Array;
}

/** A channel in complex baseband. */
export interface ChannelOptions {
  /** Es/N0, −40 to 80 dB. */
  snrDb: number;
  /** Same seed, same noise. */
  seed: number | bigint;
  /** Flat block fading with perfect channel knowledge at the receiver; none without it. */
  fading?: {
    /** Symbols that share a gain. */ block: number; /** Rician K, linear; 0 (default) is Rayleigh. */
    k?: number;
  };
}

/** Decoder iterations where the caller says nothing. */
export const DEFAULT_ITERATIONS = 25;

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw kernelError(error);
  }
}

/** The kernel's sizes are 32-bit: anything else would wrap on the way in. */
function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new SemcastError("invalid-argument", `${name} is ${value}, not an integer from ${min} to ${max}`);
  }
}

function withBlock<T>(block: TransportBlock, action: (handle: kernel.Block) => T): T {
  const { bytes, symbols, order, version = 0, scrambling = 0 } = block;
  checkInteger("Number of payload bytes", bytes, 1, 1 << 23);
  checkInteger("Number of symbols", symbols, 1, 1 << 25);
  checkInteger("Modulation order", order, 2, 8);
  checkInteger("Redundancy version", version, 0, 3);
  checkInteger("Scrambling", scrambling, 0, 0x7fff_ffff);
  return guarded(() => {
    const handle = new kernel.Block(bytes, symbols, order, version, scrambling);
    try {
      return action(handle);
    } finally {
      handle.free();
    }
  });
}

/**
 * Payload to symbols: CRC, segmentation, LDPC, rate matching, scrambling, mapping.
 *
 * @throws {SemcastError} `invalid-argument` where payload, bytes, symbols and order do not go together
 */
export function encodeBlock(block: TransportBlock, payload: Uint8Array): Float32Array {
  return withBlock(block, (handle) => handle.transmit(payload));
}

/**
 * Equalized symbols to payload: soft demapping, descrambling, rate recovery, LDPC decoding, checks. A value that is not a
 * number counts as nothing received.
 *
 * @throws {SemcastError} `invalid-argument` where lengths are not those of the block
 */
export function decodeBlock(
  block: TransportBlock,
  { symbols, noise }: Reception,
  iterations: number = DEFAULT_ITERATIONS,
): ReceivedBlock {
  checkInteger("Number of iterations", iterations, 1, 1000);
  return withBlock(block, (handle) => {
    const got = handle.receive(symbols, noise, iterations);
    try {
      return {
        ok: got.ok,
        codeBlocks: got.blocks,
        failedCodeBlocks: got.failed,
        iterations: got.iterations,
        bytes: got.take(),
      };
    } finally {
      got.free();
    }
  });
}

/**
 * Sends symbols over a simulated channel.
 *
 * @throws {SemcastError} `invalid-argument` for values that are no I, Q pairs, an SNR outside its range, or fading blocks
 * without symbols
 */
export function passChannel(symbols: Float32Array, { snrDb, seed, fading }: ChannelOptions): Reception {
  if (fading !== undefined) checkInteger("Fading block", fading.block, 1, 1 << 25);
  if (typeof seed === "number" && !Number.isInteger(seed)) {
    throw new SemcastError("invalid-argument", `Seed ${seed} is not an integer`);
  }
  return guarded(() => {
    const air = kernel.send(symbols, snrDb, fading?.block ?? 0, fading?.k ?? 0, BigInt.asUintN(64, BigInt(seed)));
    try {
      return { symbols: air.symbols(), noise: air.noise() };
    } finally {
      air.free();
    }
  });
}

/** Names of the checks of TS 38.212 clause 5.1. */
export type CrcName = "24A" | "24B" | "24C" | "16" | "11";

/** Parity bits as a number, first one most significant. `bits` holds one bit a byte. */
export function crcParity(name: CrcName, bits: Uint8Array): number {
  return guarded(() => kernel.crc_parity(name, bits));
}

/** LDPC code word (one bit a byte) of base graph 1 or 2 without its two punctured columns, TS 38.212 clause 5.3.2. */
export function ldpcEncode(graph: 1 | 2, z: number, information: Uint8Array): Uint8Array {
  checkInteger("Lifting size", z, 2, 384);
  return guarded(() => kernel.ldpc_encode(graph, z, information));
}

/** What {@linkcode codedBits} makes of a payload. */
export interface CodedOptions {
  /** Code rate that base graph and segmentation are chosen by. */
  rate: number;
  /** Coded bits, a multiple of the order. */
  coded: number;
  order: ModulationOrder;
  version?: number;
}

/** Payload bits to coded bits, TS 38.212 clause 7.2: CRC, segmentation, LDPC, rate matching, concatenation. */
export function codedBits(payload: Uint8Array, { rate, coded, order, version = 0 }: CodedOptions): Uint8Array {
  checkInteger("Number of coded bits", coded, 1, 1 << 28);
  return guarded(() => kernel.shared_channel(payload, rate, coded, order, version));
}

/** Bits under the scrambling sequence of TS 38.211 clause 5.2.1. */
export function scrambleBits(bits: Uint8Array, scrambling: number): Uint8Array {
  checkInteger("Scrambling", scrambling, 0, 0x7fff_ffff);
  return guarded(() => kernel.scramble_bits(bits, scrambling));
}

/** Bits to symbols, TS 38.211 clause 5.1. */
export function modulate(order: ModulationOrder, bits: Uint8Array): Float32Array {
  if (bits.length % order !== 0) {
    throw new SemcastError("invalid-argument", `${bits.length} bits do not fill symbols of ${order}`);
  }
  return guarded(() => kernel.modulate(order, bits));
}

/** Max-log soft bits: 4 · ln(P(0)/P(1)), rounded, at most ±120. All symbols have noise variance `n0`. */
export function demap(order: ModulationOrder, symbols: Float32Array, n0: number): Int8Array {
  return guarded(() => kernel.demap(order, symbols, n0));
}

/** The LDPC decoder alone, for tests and benches. */
export class LdpcDecoder {
  readonly #kernel: kernel.LdpcDecoder;

  /** @throws {SemcastError} `invalid-argument` for a lifting size that is not in table 5.3.2-1 */
  constructor(graph: 1 | 2, z: number) {
    checkInteger("Lifting size", z, 2, 384);
    this.#kernel = guarded(() => new kernel.LdpcDecoder(graph, z));
  }

  /** Edges of the lifted graph: messages each way of one iteration. */
  get edges(): number {
    return this.#kernel.edges();
  }

  /** Posteriors of all columns after so many iterations, without early stop, by the vector routine or its scalar twin. */
  run(soft: Int8Array, iterations: number, { scalar = false } = {}): Int8Array {
    checkInteger("Number of iterations", iterations, 1, 1000);
    return guarded(() => this.#kernel.run(soft, iterations, scalar));
  }

  /** Gives the memory back; no other call is allowed afterwards. */
  free(): void {
    this.#kernel.free();
  }
}
