import { createHash } from "node:crypto";
import { frameWaveform, guardSymbols, ROLL_OFF, SAMPLES_PER_SYMBOL } from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { airSymbols, type FrameOverhead, frameOverhead } from "./air_symbols.ts";
import { writeMeta } from "./sigmf.ts";

/** Largest magnitude of a sample: 1 is full scale of a radio, and its interpolation overshoots. */
export const PEAK = 0.8;
/** Samples a second that are written where nothing is said. */
export const SAMPLE_RATE = 1_000_000;

/** How a frame is sampled. */
export interface RecordOptions {
  /** Even, 2 to 16; default 4. */
  samplesPerSymbol?: number;
  /** Samples a second; only written down. Default {@linkcode SAMPLE_RATE}. */
  sampleRate?: number;
}

/** A frame in figures. */
export interface FrameInfo extends FrameOverhead {
  samples: number;
  sampleRate: number;
  samplesPerSymbol: number;
  rollOff: number;
  /** Symbols on the air: the link's, preamble and pilots. */
  symbols: number;
  /** What a symbol of unit energy was multiplied by. */
  amplitude: number;
}

/** Both files of a recording. */
export interface RecordedFrame {
  meta: string;
  data: Uint8Array<ArrayBuffer>;
  info: FrameInfo;
}

/**
 * The link's symbols as a SigMF recording: preamble, pilots, pulse shaping, silence on both sides.
 *
 * @param symbols interleaved I, Q, unit mean energy
 * @throws {SemcastError} `invalid-argument` for no symbols or options out of range
 */
export function frameRecording(symbols: Float32Array, options: RecordOptions = {}): RecordedFrame {
  const { samplesPerSymbol = SAMPLES_PER_SYMBOL, sampleRate = SAMPLE_RATE } = options;
  if (!(sampleRate > 0 && sampleRate <= 1e12)) {
    throw new SemcastError("invalid-argument", `Sample rate is ${sampleRate}, not over 0 and up to 1e12`);
  }
  const { samples, amplitude } = frameWaveform(symbols, PEAK, { samplesPerSymbol });
  // Everything that Deno runs on is little-endian, as the file is. `as`: the kernel copies out of its memory, so that the
  // buffer is a plain one.
  const data = new Uint8Array(samples.buffer as ArrayBuffer, samples.byteOffset, samples.byteLength);
  const onAir = airSymbols(symbols.length / 2);
  const info = {
    ...frameOverhead(symbols.length / 2),
    samples: samples.length / 2,
    sampleRate,
    samplesPerSymbol,
    rollOff: ROLL_OFF,
    symbols: onAir,
    amplitude,
  };
  const meta = writeMeta({
    ...info,
    sha512: createHash("sha512").update(data).digest("hex"),
    frame: { start: guardSymbols() * samplesPerSymbol, count: onAir * samplesPerSymbol },
  });
  return { meta, data, info };
}
