/**
 * Files to take away: the frame as a recording for radios, and a report.
 *
 * @module
 */
import { hex } from "../../_shared/bytes.ts";
import { encodePng, type Rgb } from "../../../kernels/pixels/wasm.ts";
import { frameWaveform, guardSymbols, ROLL_OFF, SAMPLES_PER_SYMBOL } from "../../../kernels/phy/wasm.ts";
import { airSymbols } from "../../_shared/iq/air_symbols.ts";
import { writeMeta } from "../../_shared/iq/sigmf.ts";
import { reportHtml } from "../../_shared/report/report.ts";
import { type Arrival, symbolsOf } from "../../link/over_the_air.ts";
import type { Transmission } from "../../transmit/transmit.ts";
import type { RunResult } from "./messages.ts";

/** What a run leaves behind for files that may be wanted of it. */
export interface KeptRun {
  sent: Transmission;
  arrived: Arrival;
  image: Rgb;
  report: RunResult["report"];
}

/** A file by its name. */
export interface ExportedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Largest magnitude of a sample, and samples a second, as `send --iq` has them. */
const PEAK = 0.8, SAMPLE_RATE = 1_000_000;

/** The clean transmit signal, as `send --iq` writes it. */
export async function recording({ sent }: KeptRun): Promise<ExportedFile[]> {
  const symbols = symbolsOf(sent);
  const { samples, amplitude } = frameWaveform(symbols, PEAK, { samplesPerSymbol: SAMPLES_PER_SYMBOL });
  // A copy of its own: the samples' buffer may be shared.
  const data = new Uint8Array(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  const onAir = airSymbols(symbols.length / 2);
  const meta = writeMeta({
    sampleRate: SAMPLE_RATE,
    sha512: hex(await crypto.subtle.digest("SHA-512", data)),
    samplesPerSymbol: SAMPLES_PER_SYMBOL,
    rollOff: ROLL_OFF,
    frame: { start: guardSymbols() * SAMPLES_PER_SYMBOL, count: onAir * SAMPLES_PER_SYMBOL },
    symbols: onAir,
    amplitude,
  });
  return [{ name: "photo.sigmf-meta", bytes: new TextEncoder().encode(meta) }, {
    name: "photo.sigmf-data",
    bytes: data,
  }];
}

/** The report that `deno task demo` makes, of one photo. */
export function reportFile({ sent, arrived, image, report }: KeptRun): ExportedFile[] {
  const html = reportHtml([{
    name: "Photo",
    report,
    original: encodePng(sent.photo),
    reconstruction: encodePng(image),
    key: sent.key,
    columns: sent.semantics.width,
    constellation: arrived.constellation,
  }], "Made by the Semcast Studio");
  return [
    { name: "report.html", bytes: new TextEncoder().encode(html) },
    { name: "report.json", bytes: new TextEncoder().encode(JSON.stringify(report, null, 2)) },
  ];
}
