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

/** Bits a symbol: π/2-BPSK, QPSK, 16QAM, 64QAM, 256QAM (TS 38.211 clause 5.1). */
export type ModulationOrder = 1 | 2 | 4 | 6 | 8;

/** How soft bits are reckoned: from the nearest points alone, or exactly, from all. */
export type Demapper = "max-log" | "log-map";

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
  /** N_ref: bits of a code block that the receiver's soft buffer holds, TS 38.212 clause 5.4.2.1; default all. */
  limit?: number;
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
  /** The symbols as they came in, before the equalizer, where the channel is a simulated one. */
  observed?: Float32Array;
  /** Es/N0 in dB before it, as the receiver knows or estimates it. */
  snrDb?: number;
}

/** Kinds of channel: white noise; flat fading; the tapped delay lines of TR 38.901 over OFDM. */
export const CHANNEL_MODELS = ["awgn", "rayleigh", "rician", "tdl-a", "tdl-b", "tdl-c", "tdl-d", "tdl-e"] as const;
/** One of {@linkcode CHANNEL_MODELS}. */
export type ChannelModel = typeof CHANNEL_MODELS[number];

/** A channel in complex baseband. */
export interface ChannelOptions {
  /** Default `awgn`. */
  kind?: ChannelModel;
  /** Es/N0, −40 to 80 dB; the mean over the fading. */
  snrDb: number;
  /** Same seed, same noise and fading. */
  seed: number | bigint;
  /** Flat fading: symbols that share a gain, default 24. Not used where there is a Doppler shift. */
  block?: number;
  /** Greatest Doppler shift in Hz. Flat fading: default 0, gains change from block to block; tapped delay lines: 100. */
  doppler?: number;
  /** Rician factor, linear, default 4 (6 dB). */
  k?: number;
  /** Root mean square delay spread of a tapped delay line in ns, 0 to 2500, default 300. */
  delaySpread?: number;
  /**
   * What the receiver knows. `perfect`: the channel, the default of flat fading, which has nothing else; `pilots`: what it
   * estimates from reference signals, the default of the tapped delay lines.
   */
  knowledge?: "perfect" | "pilots";
}

/** Symbols a second of the flat channels, which sets what a Doppler shift means there. */
export const FLAT_SYMBOL_RATE = 1e6;

/** Decoder iterations where the caller says nothing. */
export const DEFAULT_ITERATIONS = 25;

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw kernelError(error);
  }
}

function seedOf(seed: number | bigint): bigint {
  if (typeof seed === "number" && !Number.isInteger(seed)) {
    throw new SemcastError("invalid-argument", `Seed ${seed} is not an integer`);
  }
  return BigInt.asUintN(64, BigInt(seed));
}

/** The kernel's sizes are 32-bit: anything else would wrap on the way in. */
function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new SemcastError("invalid-argument", `${name} is ${value}, not an integer from ${min} to ${max}`);
  }
}

function withBlock<T>(block: TransportBlock, action: (handle: kernel.Block) => T): T {
  const { bytes, symbols, order, version = 0, scrambling = 0, limit = 0 } = block;
  checkInteger("Number of payload bytes", bytes, 1, 1 << 23);
  checkInteger("Number of symbols", symbols, 1, 1 << 25);
  checkInteger("Modulation order", order, 1, 8);
  checkInteger("Redundancy version", version, 0, 3);
  checkInteger("Scrambling", scrambling, 0, 0x7fff_ffff);
  checkInteger("Soft buffer limit", limit, 0, 66 * 384);
  return guarded(() => {
    const handle = new kernel.Block(bytes, symbols, order, version, scrambling, limit);
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

/** Soft bits that a receiver keeps of a transport block between transmissions (hybrid ARQ). */
export interface SoftBuffer {
  /** Bytes that it takes. */
  readonly bytes: number;
  /** Gives the memory back; no other use is allowed afterwards. */
  free(): void;
}

const softBuffers = new WeakMap<SoftBuffer, kernel.SoftBuffer>();

/**
 * An empty soft buffer for a transport block. Handed to {@linkcode decodeBlock} with each transmission, soft bits add up:
 * incremental redundancy with other redundancy versions, chase combining with the same one.
 *
 * @throws {SemcastError} `invalid-argument` where bytes, symbols and order do not go together
 */
export function createSoftBuffer(block: TransportBlock): SoftBuffer {
  return withBlock(block, (handle) => {
    const inner = handle.soft_buffer();
    const buffer = {
      bytes: inner.memory(),
      free() {
        softBuffers.delete(buffer);
        inner.free();
      },
    };
    softBuffers.set(buffer, inner);
    return buffer;
  });
}

/** How {@linkcode decodeBlock} decodes. */
export interface DecodeOptions {
  /** Most iterations of the LDPC decoder, 1 to 1000; default {@linkcode DEFAULT_ITERATIONS}. */
  iterations?: number;
  /** What is known from earlier transmissions, and takes this one in; of the same transport block, but for the version. */
  buffer?: SoftBuffer;
  /** Default `max-log`; `log-map` gains up to 0.3 dB with 64QAM and 256QAM at low rates. */
  demapper?: Demapper;
}

/**
 * Equalized symbols to payload: soft demapping, descrambling, rate recovery, LDPC decoding, checks. A value that is not a
 * number counts as nothing received.
 *
 * @throws {SemcastError} `invalid-argument` where lengths are not those of the block, or the buffer is of another one or freed
 */
export function decodeBlock(
  block: TransportBlock,
  { symbols, noise }: Reception,
  options: number | DecodeOptions = {},
): ReceivedBlock {
  const { iterations = DEFAULT_ITERATIONS, buffer, demapper } = typeof options === "number"
    ? { iterations: options }
    : options;
  checkInteger("Number of iterations", iterations, 1, 1000);
  const kept = buffer === undefined ? undefined : softBuffers.get(buffer);
  if (buffer !== undefined && kept === undefined) {
    throw new SemcastError("invalid-argument", "Soft buffer was given back already");
  }
  return withBlock(block, (handle) => {
    const got = kept === undefined
      ? handle.receive(symbols, noise, iterations, demapper === "log-map")
      : handle.combine(symbols, noise, kept, iterations, demapper === "log-map");
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
 * Sends symbols over a simulated channel and equalizes them.
 *
 * Flat fading: one complex gain for each symbol, divided out. Tapped delay lines: 24 resource blocks of OFDM with 15 kHz
 * subcarriers and normal cyclic prefix, really convolved; two symbols a slot with reference signals on every other
 * subcarrier; Wiener interpolation over frequency and time; minimum mean square error equalization without bias.
 *
 * @throws {SemcastError} `invalid-argument` for values that are no I, Q pairs or not finite, an SNR, Doppler shift or delay
 * spread outside its range, or pilots on a flat channel
 */
export function passChannel(symbols: Float32Array, options: ChannelOptions): Reception {
  const { kind = "awgn", snrDb, seed, block = 24, doppler, k = 4, delaySpread = 300, knowledge } = options;
  checkInteger("Fading block", block, 1, 1 << 25);
  const seed64 = seedOf(seed);
  if (doppler !== undefined && !(doppler >= 0)) {
    throw new SemcastError("invalid-argument", `Doppler shift of ${doppler} Hz is not 0 or more`);
  }
  return guarded(() => {
    let air;
    if (kind.startsWith("tdl-")) {
      const pilots = knowledge !== "perfect";
      air = kernel.send_tdl(symbols, snrDb, kind.slice(4), delaySpread * 1e-9, doppler ?? 100, pilots, seed64);
    } else if (knowledge === "pilots") {
      throw new SemcastError("invalid-argument", `Channel ${kind} carries no pilots`);
    } else if (kind === "awgn") {
      air = kernel.send_flat(symbols, snrDb, 0, 0, 0, seed64);
    } else {
      air = kernel.send_flat(
        symbols,
        snrDb,
        block,
        (doppler ?? 0) / FLAT_SYMBOL_RATE,
        kind === "rician" ? k : 0,
        seed64,
      );
    }
    try {
      const snrDb = -10 * Math.log10(air.n0());
      return { symbols: air.symbols(), noise: air.noise(), observed: air.observed(), snrDb };
    } finally {
      air.free();
    }
  });
}

/**
 * Complex symbols that go over the air for so many of data: reference signals of a tapped delay line come on top.
 *
 * @throws {SemcastError} `invalid-argument` for a number that is not one of symbols
 */
export function channelUses(kind: ChannelModel, symbols: number): number {
  checkInteger("Number of symbols", symbols, 0, 1 << 27);
  return kind.startsWith("tdl-") && symbols > 0 ? guarded(() => kernel.ofdm_uses(symbols)) : symbols;
}

/** A packet network that loses packets in bursts (Gilbert 1960, Elliott 1963). */
export interface ErasureOptions {
  /** Share of packets lost in the long run, 0 up to below 1. */
  loss: number;
  /** Mean length of a burst in packets, at least 1; default 1: losses are independent. */
  burst?: number;
  seed: number | bigint;
}

/**
 * Which of `count` packets are lost: 1 lost, 0 arrived. The good state loses none, the bad one all.
 *
 * @throws {SemcastError} `invalid-argument` for a loss or burst that no chain has
 */
export function gilbertElliott(count: number, { loss, burst = 1, seed }: ErasureOptions): Uint8Array {
  checkInteger("Number of packets", count, 0, 1 << 27);
  if (!(loss >= 0 && loss < 1) || !(burst >= 1 && Number.isFinite(burst))) {
    throw new SemcastError("invalid-argument", `Loss ${loss} is outside 0…1 or burst ${burst} below 1`);
  }
  // Independent losses are a chain whose bad state is left with the chance of no loss.
  const toGood = burst === 1 ? 1 - loss : 1 / burst;
  const toBad = loss * toGood / (1 - loss);
  if (toBad > 1) {
    throw new SemcastError("invalid-argument", `Loss ${loss} takes bursts of ${Math.ceil(loss / (1 - loss))} at least`);
  }
  const seed64 = seedOf(seed);
  return guarded(() => kernel.gilbert_elliott(count, toBad, toGood, 0, 1, seed64));
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

/**
 * Soft bits to the soft buffers of all code blocks, one after another and without their two punctured columns: the
 * inverse of {@linkcode codedBits} for `payload` bits, as the decoder gets it. Filler bits are 127, unsent ones 0.
 */
export function recoverBits(
  payload: number,
  received: Int8Array,
  { rate, order, version = 0 }: Omit<CodedOptions, "coded">,
): Int8Array {
  checkInteger("Number of payload bits", payload, 1, 1 << 26);
  return guarded(() => kernel.shared_channel_recover(payload, rate, received, order, version));
}

/** How one code block is rate matched, TS 38.212 clause 5.4.2. */
export interface CodeBlockOptions {
  order: ModulationOrder;
  /** Redundancy version, default 0. */
  version?: number;
  /** N_ref of the limited buffer; the whole one without it. */
  limit?: number;
}

/** Information bits of one code block, without filler, coded on base graph 1 or 2 and rate matched to `coded` bits. */
export function codeBlockBits(
  graph: 1 | 2,
  z: number,
  information: Uint8Array,
  coded: number,
  { order, version = 0, limit }: CodeBlockOptions,
): Uint8Array {
  checkInteger("Lifting size", z, 2, 384);
  checkInteger("Number of coded bits", coded, 1, 1 << 28);
  return guarded(() => kernel.code_block(graph, z, information, coded, order, version, limit));
}

/** Soft bits of one code block of `used` information bits to its soft buffer without the two punctured columns. */
export function recoverCodeBlock(
  graph: 1 | 2,
  z: number,
  used: number,
  received: Int8Array,
  { order, version = 0, limit }: CodeBlockOptions,
): Int8Array {
  checkInteger("Lifting size", z, 2, 384);
  checkInteger("Number of information bits", used, 1, 22 * 384);
  return guarded(() => kernel.code_block_recover(graph, z, used, received, order, version, limit));
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

/** Soft bits: 4 · ln(P(0)/P(1)), rounded, at most ±120. All symbols have noise variance `n0`. */
export function demap(
  order: ModulationOrder,
  symbols: Float32Array,
  n0: number,
  demapper: Demapper = "max-log",
): Int8Array {
  return guarded(() => kernel.demap(order, symbols, n0, demapper === "log-map"));
}

/** The LDPC decoder alone, for tests and benches. */
export class LdpcDecoder {
  readonly #kernel: kernel.LdpcDecoder;

  /** @throws {SemcastError} `invalid-argument` for a lifting size that is not in table 5.3.2-1 */
  constructor(graph: 1 | 2, z: number) {
    checkInteger("Lifting size", z, 2, 384);
    this.#kernel = guarded(() => new kernel.LdpcDecoder(graph, z));
  }

  /** Edges that are decoded where the first `columns` columns were received: messages each way of one iteration. */
  edges(columns: number): number {
    return this.#kernel.edges(columns);
  }

  /** Bytes of working memory, kept from block to block. */
  get memory(): number {
    return this.#kernel.memory();
  }

  /** Posteriors of all columns after so many iterations, without early stop, by the vector routine or its scalar twin. */
  run(soft: Int8Array, iterations: number, { scalar = false }: { scalar?: boolean } = {}): Int8Array {
    checkInteger("Number of iterations", iterations, 1, 1000);
    return guarded(() => this.#kernel.run(soft, iterations, scalar));
  }

  /** Gives the memory back; no other call is allowed afterwards. */
  free(): void {
    this.#kernel.free();
  }
}

/** The pulse of a sampled signal. */
export interface PulseOptions {
  /** Even, 2 to 16; default {@linkcode SAMPLES_PER_SYMBOL}. */
  samplesPerSymbol?: number;
  /** Roll-off of the root raised cosine, 0.1 to 1; default {@linkcode ROLL_OFF}. */
  rollOff?: number;
}

/** Samples a symbol where the caller says nothing. */
export const SAMPLES_PER_SYMBOL = 4;
/** Roll-off where the caller says nothing. */
export const ROLL_OFF = 0.25;

/** Symbols of the preamble of a frame. */
export function preambleSymbols(): number {
  return kernel.preamble_symbols();
}

/** Symbols of silence on each side of a frame. */
export function guardSymbols(): number {
  return kernel.guard_symbols();
}

/** All symbols of a frame with so many of the link's (1 to 2^25): preamble and pilots too. */
export function frameSymbols(symbols: number): number {
  checkInteger("Number of symbols", symbols, 1, 1 << 25);
  return kernel.frame_symbols(symbols);
}

function withModem<T>(options: PulseOptions, action: (modem: kernel.Modem) => T): T {
  const { samplesPerSymbol = SAMPLES_PER_SYMBOL, rollOff = ROLL_OFF } = options;
  checkInteger("Number of samples a symbol", samplesPerSymbol, 2, 16);
  return guarded(() => {
    const modem = new kernel.Modem(samplesPerSymbol, rollOff);
    try {
      return action(modem);
    } finally {
      modem.free();
    }
  });
}

/** A frame as samples. */
export interface Waveform {
  /** Interleaved I, Q; begins and ends with {@linkcode guardSymbols} of silence. */
  samples: Float32Array;
  /** What a symbol of unit energy was multiplied by. */
  amplitude: number;
}

/**
 * Symbols to the samples of a frame: preamble, pilots, pulse. The filter's energy is one, so that white noise of variance
 * N0 a sample makes Es/N0 = amplitude² / N0.
 *
 * @param peak largest magnitude of a sample
 * @throws {SemcastError} `invalid-argument` for no symbols, over 2^28 samples, or a pulse or peak out of range
 */
export function frameWaveform(symbols: Float32Array, peak: number, pulse: PulseOptions = {}): Waveform {
  return withModem(pulse, (modem) => {
    const frame = modem.modulate(symbols, peak);
    try {
      return { amplitude: frame.amplitude, samples: frame.samples() };
    } finally {
      frame.free();
    }
  });
}

/** A preamble that was found. */
export interface FoundPreamble {
  /** Time of its first symbol in samples, exact to a few hundredths of a symbol. */
  time: number;
  /** Carrier offset in cycles a symbol, within ±0.006. */
  frequency: number;
  /** Amplitude of a symbol of unit energy. */
  amplitude: number;
  /** N0, in the samples' own units. */
  noise: number;
}

/**
 * Finds preambles that lie wholly in the samples, in the order of their time. Whether a frame follows is for its header to say.
 *
 * @throws {SemcastError} `malformed` for a sample that is not a number or over 10^9
 */
export function findPreambles(samples: Float32Array, pulse: PulseOptions = {}): FoundPreamble[] {
  const values = withModem(pulse, (modem) => modem.find(samples));
  return Array.from({ length: values.length / 4 }, (_, i) => {
    const [time, frequency, amplitude, noise] = values.subarray(4 * i, 4 * i + 4);
    return { time, frequency, amplitude, noise };
  });
}

/** A frame's symbols and what the receiver had to put right. */
export interface FrameReception extends Reception {
  /** Mean carrier offset in cycles a symbol. */
  frequency: number;
  /** How much slower than the receiver's the sender's clock is: 1e-5 is 10 parts in a million. */
  clock: number;
  /** Mean amplitude of a symbol of unit energy. */
  amplitude: number;
  /** Mean Es/N0 in dB, from the pilots. */
  snrDb: number;
}

/**
 * Reads symbols of a frame, with phase, clock, gain and noise tracked by its pilots. Where the samples end before the frame
 * does, there are fewer of them.
 *
 * @param symbols how many, without preamble and pilots; the last pilots lie behind them, so it has to be the frame's number
 * or a multiple of 128
 * @throws {SemcastError} `malformed` for samples that are no numbers or end before the first symbol
 */
export function demodulateFrame(
  samples: Float32Array,
  { time, frequency }: Pick<FoundPreamble, "time" | "frequency">,
  symbols: number,
  pulse: PulseOptions = {},
): FrameReception {
  checkInteger("Number of symbols", symbols, 1, 1 << 25);
  return withModem(pulse, (modem) => {
    const frame = modem.demodulate(samples, time, frequency, symbols);
    try {
      return {
        frequency: frame.frequency,
        clock: frame.clock,
        amplitude: frame.amplitude,
        snrDb: 10 * Math.log10(frame.snr),
        symbols: frame.symbols(),
        noise: frame.noise(),
      };
    } finally {
      frame.free();
    }
  });
}

/** Vectors of 16 lanes that the kernel computes in so many rounds without touching memory; timed, the peak of this engine. */
export function simdPeak(rounds: number): number {
  checkInteger("Number of rounds", rounds, 1, 0xffff_ffff);
  return kernel.simd_peak(rounds, 3);
}
