import {
  demodulateFrame,
  findPreambles,
  type FoundPreamble,
  type FrameReception,
  frameSymbols,
  preambleSymbols,
  type PulseOptions,
  SAMPLES_PER_SYMBOL,
} from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { CONTROL_SYMBOLS, receive, type ReceivedPacket } from "../link/index.ts";
import type { SampleSource } from "./sample_source.ts";

/** Samples that are searched at once. */
const PIECE = 1 << 20;
/** Symbols that the filters reach beyond a frame, with some to spare. */
const MARGIN = 16;
/** Data symbols between two blocks of pilots: part of a frame is read in whole runs. */
const RUN = 128;
const MOST_SYMBOLS = 1 << 25;
/** Header, class 0, everything, and one to spare. */
const ROUNDS = 4;
/** The header block in whole runs. */
const HEADER_SYMBOLS = RUN * Math.ceil(CONTROL_SYMBOLS / RUN);

/** What the receiver measured on the way. */
export interface AirFigures {
  /** Places that look like a preamble. */
  preambles: number;
  /** Those with a good header behind them. */
  frames: number;
  /** Which of them was taken, from 1 on. */
  taken: number;
  /** Sample of its preamble's first symbol. */
  start: number;
  /** Carrier offset in cycles a symbol. */
  carrierOffset: number;
  /** How much slower the sender's clock is, parts in a million. */
  clockPpm: number;
  /** Amplitude of a symbol of unit energy. */
  amplitude: number;
  /** Es/N0 in dB by the pilots. */
  snrDb: number;
  /** Symbols of the frame with preamble and pilots, as far as they were read. */
  symbols: number;
}

/** A frame that was found and read. */
export interface ReceivedFrame {
  packet: ReceivedPacket;
  air: AirFigures;
}

/**
 * Finds the frames of a recording and reads one of them.
 *
 * All preambles are looked for and all headers behind them tried, so that the count is right; memory goes with the frame and
 * pieces of a million samples, not with the recording.
 *
 * @param take which frame with a good header, from 1 on
 * @throws {SemcastError} `malformed` where there is no such frame or a sample is not a number
 */
export async function receiveFrame(
  source: SampleSource,
  pulse: PulseOptions = {},
  take: number = 1,
): Promise<ReceivedFrame> {
  let preambles = 0, frames = 0;
  let taken: FoundPreamble | undefined;
  for await (const preamble of preamblesOf(source, pulse)) {
    preambles++;
    const header = await demodulate(source, pulse, preamble, HEADER_SYMBOLS);
    if (header === undefined || header.noise.length < CONTROL_SYMBOLS || !receive(header).header.ok) continue;
    frames++;
    if (frames === take) taken = preamble;
  }
  if (taken === undefined) {
    const why = frames > 0
      ? `No frame ${take} in the recording: it has ${frames}`
      : `No frame found in ${source.count} samples` +
        (preambles > 0 ? `: ${preambles} preambles, none with a good header` : "");
    throw new SemcastError("malformed", why);
  }
  const { packet, reception } = await readAll(source, pulse, taken);
  const { frequency, clock, amplitude, snrDb, noise } = reception;
  return {
    packet,
    air: {
      preambles,
      frames,
      taken: take,
      start: taken.time,
      carrierOffset: frequency,
      clockPpm: 1e6 * clock,
      amplitude,
      snrDb,
      symbols: frameSymbols(noise.length),
    },
  };
}

/** Preambles of the whole recording, found in pieces that overlap by more than a preamble. */
async function* preamblesOf(source: SampleSource, pulse: PulseOptions): AsyncGenerator<FoundPreamble> {
  const { samplesPerSymbol: sps = SAMPLES_PER_SYMBOL } = pulse;
  const overlap = (preambleSymbols() + 2 * MARGIN) * sps;
  let last = -Infinity;
  for (let from = 0; from < source.count; from += PIECE - overlap) {
    const count = Math.min(PIECE, source.count - from);
    for (const preamble of findPreambles(await source.read(from, count), pulse)) {
      const time = from + preamble.time;
      if (time - last < preambleSymbols() * sps / 2) continue;
      last = time;
      yield { ...preamble, time };
    }
    if (from + count === source.count) return;
  }
}

/** Symbols of a frame from the recording, fewer where it ends; undefined where not even one is there. */
async function demodulate(
  source: SampleSource,
  pulse: PulseOptions,
  { time, frequency }: FoundPreamble,
  symbols: number,
): Promise<FrameReception | undefined> {
  const { samplesPerSymbol: sps = SAMPLES_PER_SYMBOL } = pulse;
  const from = Math.max(0, Math.floor(time) - MARGIN * sps);
  // Clocks differ: a frame may take some ten thousandth more samples than it should.
  const wanted = Math.ceil((frameSymbols(symbols) * 1.0002 + 2 * MARGIN) * sps);
  const samples = await source.read(from, Math.min(wanted, source.count - from));
  if (samples.length / 2 < (frameSymbols(1) + 1) * sps + (time - from)) return undefined;
  return demodulateFrame(samples, { time: time - from, frequency }, symbols, pulse);
}

/**
 * Reads the header block, then class 0, then just as many symbols as the packet has: the closing pilots lie behind the last
 * one, and what is behind them would be taken for a fade.
 */
async function readAll(source: SampleSource, pulse: PulseOptions, preamble: FoundPreamble) {
  let symbols = HEADER_SYMBOLS;
  for (let round = 1;; round++) {
    const reception = await demodulate(source, pulse, preamble, symbols);
    if (reception === undefined) throw new SemcastError("internal", "A frame's header was there and is no more");
    const packet = receive(reception);
    const ended = reception.noise.length < symbols || packet.symbols > MOST_SYMBOLS;
    if (ended || packet.symbols === symbols || round === ROUNDS) return { packet, reception };
    // Class 0 is not the end of the frame: behind it the pilots lie where they lie in any frame.
    const classZero = packet.symbols > symbols && packet.classes[0].bytes === undefined;
    symbols = classZero ? RUN * Math.ceil(packet.symbols / RUN) : packet.symbols;
  }
}
