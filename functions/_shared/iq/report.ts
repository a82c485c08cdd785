/**
 * What `send --iq` and `receive --iq` say about their recordings, in JSON and in one line.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { SAMPLES_PER_SYMBOL } from "../../../kernels/phy/wasm.ts";
import { number, numberOr } from "../options.ts";
import { type FrameInfo, SAMPLE_RATE } from "./frame_recording.ts";
import type { AirFigures } from "./receive_frame.ts";

const SPS = [{ min: 2, max: 16, integer: true }, "Samples a symbol, even"] as const;

/** Options of `send --iq`. */
export const sendIqOptionsSchema = z.object({
  sps: numberOr(SAMPLES_PER_SYMBOL, ...SPS),
  rate: numberOr(SAMPLE_RATE, { min: 0, max: 1e12, above: true }, "Samples a second, written into the metadata"),
});

/** Options of `receive --iq`; what is not said of the pulse, the metadata may know. */
export const receiveIqOptionsSchema = z.object({
  sps: number(...SPS).optional(),
  frame: numberOr(1, { min: 1, max: 1e6, integer: true }, "Which good frame"),
});

/** `iq` of `send --json`. */
export const sentIqSchema = z.object({
  meta: z.string(),
  data: z.string(),
  samples: z.int(),
  sample_rate: z.number(),
  samples_per_symbol: z.int(),
  roll_off: z.number(),
  preamble_symbols: z.int(),
  pilot_symbols: z.int(),
  guard_symbols: z.int().openapi({ description: "Silence on both sides together, not counted in symbols" }),
  amplitude: z.number().openapi({
    description: "Of a symbol of unit energy: noise of variance N0 a sample gives Es/N0",
  }),
});
/** Parsed {@linkcode sentIqSchema}. */
export type SentIq = z.infer<typeof sentIqSchema>;

/** `iq` of `receive --json`. */
export const receivedIqSchema = z.object({
  preambles: z.int(),
  frames: z.int().openapi({ description: "Preambles with a good header behind them" }),
  taken: z.int(),
  start_sample: z.number(),
  symbols: z.int(),
  header_ok: z.boolean(),
  carrier_offset: z.number().openapi({ description: "Share of the symbol rate" }),
  carrier_offset_hz: z.number().nullable().openapi({ description: "null where the sample rate is not known" }),
  clock_offset_ppm: z.number(),
  amplitude: z.number(),
  snr_db: z.number(),
  classes_ok: z.array(z.boolean()),
});
/** Parsed {@linkcode receivedIqSchema}. */
export type ReceivedIq = z.infer<typeof receivedIqSchema>;

/** The figures of a recording that was written. */
export function sentIq(info: FrameInfo, paths: { meta: string; data: string }): SentIq {
  return {
    ...paths,
    samples: info.samples,
    sample_rate: info.sampleRate,
    samples_per_symbol: info.samplesPerSymbol,
    roll_off: info.rollOff,
    preamble_symbols: info.preamble,
    pilot_symbols: info.pilots,
    guard_symbols: info.guard,
    amplitude: info.amplitude,
  };
}

/** The same as a line of a table. */
export function sentIqLine(iq: SentIq, symbols: number): string {
  const added = iq.preamble_symbols + iq.pilot_symbols;
  return `${iq.meta}, .sigmf-data: the clean transmit signal, without the simulated channel; ${iq.samples} samples, ` +
    `${iq.samples_per_symbol} a symbol; of the symbols sent ${iq.preamble_symbols} are preamble and ${iq.pilot_symbols} ` +
    `pilots (${(100 * added / symbols).toFixed(1)} %)`;
}

/** The figures of a frame that was received. */
export function receivedIq(
  air: AirFigures,
  recording: { sampleRate: number | undefined; samplesPerSymbol: number },
  ok: { header: boolean; classes: boolean[] },
): ReceivedIq {
  const { sampleRate, samplesPerSymbol } = recording;
  return {
    preambles: air.preambles,
    frames: air.frames,
    taken: air.taken,
    start_sample: air.start,
    symbols: air.symbols,
    header_ok: ok.header,
    carrier_offset: air.carrierOffset,
    carrier_offset_hz: sampleRate === undefined ? null : air.carrierOffset * sampleRate / samplesPerSymbol,
    clock_offset_ppm: air.clockPpm,
    amplitude: air.amplitude,
    snr_db: air.snrDb,
    classes_ok: ok.classes,
  };
}

/** The same as a line of a table. */
export function receivedIqLine(iq: ReceivedIq): string {
  const hertz = iq.carrier_offset_hz === null ? "" : ` (${iq.carrier_offset_hz.toFixed(1)} Hz)`;
  return `frame ${iq.taken} of ${iq.frames} at sample ${iq.start_sample.toFixed(2)}, ${iq.symbols} symbols at ` +
    `${iq.snr_db.toFixed(2)} dB, carrier ${(100 * iq.carrier_offset).toFixed(4)} % of the symbol rate off${hertz}, ` +
    `clock ${iq.clock_offset_ppm.toFixed(1)} ppm, amplitude ${iq.amplitude.toPrecision(4)}`;
}
