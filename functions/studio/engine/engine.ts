/**
 * Both ends of the link and the channel between them, as they run in the page's worker.
 *
 * @module
 */
import { encodePng } from "../../../kernels/pixels/wasm.ts";
import { psnr, ssim } from "../../../kernels/metrics/wasm.ts";
import { sha256 } from "../../_shared/bytes.ts";
import { once } from "../../_shared/once.ts";
import { type LinkOptions, linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../../_shared/options.ts";
import { codedSize, parseHeader } from "../../_shared/packet/header.ts";
import { readAdapter } from "../../_shared/decoder/lora/index.ts";
import { names } from "../../_shared/http/fields.ts";
import { cellsOf, encodePrompt } from "../../_shared/semantics/index.ts";
import { Stopwatch } from "../../_shared/stopwatch.ts";
import { keyPicture } from "../../link/key_picture.ts";
import { codeBlocksOf, layersOf, type Stage } from "../../link/link.ts";
import { measure } from "../../link/measure.ts";
import { analogOverTheAir, type Arrival, overTheAir } from "../../link/over_the_air.ts";
import { loadReceive, type ReceiveModels } from "../../receive/models.ts";
import { fractionOf, type ReceivedAmplitudes, type ReceivedPhoto, receivePacket } from "../../receive/receive.ts";
import { type AnalogTransmission, transmitAnalogPrepared } from "../../transmit/analog.ts";
import { loadTransmit, type TransmitModels } from "../../transmit/models.ts";
import { type PhotoWork, photoWork } from "../../transmit/photo_work.ts";
import type { PhotoOptions } from "../../transmit/prepare.ts";
import { type Transmission, transmitPrepared } from "../../transmit/transmit.ts";
import { boxesOf } from "./boxes.ts";
import type { KeptRun } from "./exports.ts";
import { lastOf } from "./last_of.ts";
import { linkParts } from "./link_parts.ts";
import type { OwnAdapter, Picture, RunInput, RunResult, Settings, WalkPoint } from "./messages.ts";
import { pictureOf } from "./picture.ts";

/** What a run tells while it goes on. */
export interface RunHooks {
  signal: AbortSignal;
  onStage: (stage: string) => void;
  onPreview: (step: number, steps: number, picture: Picture) => void;
}

/** The networks of both ends, of which the receiver's are wanted later. */
export const loadEngine = once(loadTransmit);
const loadDecoder = once(loadReceive);

/** Options as the command line and HTTP have them, so that all three say the same. */
export function optionsOf({ channel, doppler, ...settings }: Settings, prompt: RunInput["prompt"]): LinkOptions {
  const fades = channel !== "awgn" && channel !== "none";
  const given = { ...settings, channel, ...(fades && doppler > 0 ? { doppler } : {}), ...(prompt ? { prompt } : {}) };
  return parseOptions(linkOptionsSchema, given, names(OPTION_FIELDS.link));
}

/** How painted cells are handed to the transmitter: as boxes where few say the same, else as a mask. */
function keyOptions(
  cells: Uint8Array | undefined,
  size: { width: number; height: number },
): Pick<PhotoOptions, "roi" | "mask"> & { boxes?: string[] } {
  if (cells === undefined) return {};
  const columns = cellsOf(size).width;
  const boxes = boxesOf(cells, columns, size);
  if (boxes === undefined) return { mask: encodePng(keyPicture(cells, columns, size)) };
  const roi = boxes.map((box) => {
    const [x, y, width, height] = box.split(",").map(Number);
    return { x, y, width, height };
  });
  return { roi, boxes };
}

/** What leaves the transmitter. */
type Sent = Transmission | AnalogTransmission;
/** What comes out of the channel. */
type Arrived = Arrival & { amplitudes?: ReceivedAmplitudes };

/** A photo on its way, with the last result of each stage. */
export interface Journey {
  size: { width: number; height: number };
  prepare: PhotoWork;
  sent: (key: string, make: () => Sent) => Sent;
  arrived: (key: string, make: () => Arrived) => Arrived;
  /** The last picture, what it was made from, and milliseconds that it took. */
  received?: { key: string; photo: ReceivedPhoto; took: number };
  /** Milliseconds of each stage when it was last at work. */
  ms: Partial<Record<Stage, number>>;
}

/** Begins with a photo of this size. */
export function journeyOf(file: Uint8Array, size: { width: number; height: number }): Journey {
  return { size, prepare: photoWork(file), sent: lastOf(), arrived: lastOf(), ms: {} };
}

/** Sends the photo, or takes what was sent with the same settings. */
function transmitted(
  journey: Journey,
  { cells }: RunInput,
  options: LinkOptions,
  models: TransmitModels,
  watch: Stopwatch<Stage>,
): { sent: Sent; key: string; boxes?: string[]; mask?: Uint8Array } {
  const { snr, channel, cbr, mode, key: keyMode, prompt } = options;
  const { boxes, ...keys } = keyOptions(cells, journey.size);
  const key = JSON.stringify([snr, channel, cbr, mode, keyMode, prompt, cells && Array.from(cells)]);
  const sent = journey.sent(key, () => {
    const settings = { ...options, ...keys };
    const prepared = journey.prepare(settings, models, watch);
    return mode === "analog"
      ? transmitAnalogPrepared(prepared, settings, models, watch)
      : transmitPrepared(prepared, settings, models, watch);
  });
  return { sent, key, boxes, mask: keys.mask };
}

function arrivalOf(sent: Sent, options: LinkOptions, watch: Stopwatch<Stage>): Arrived {
  return "frame" in sent ? analogOverTheAir(sent, options, watch) : overTheAir(sent, options, watch);
}

/** The receiver's networks on all cores of the device, with the user's adapter. Where threads fail, one does it. */
function decoderOf(models: ReceiveModels, lora: OwnAdapter | undefined): ReceiveModels {
  const runtime = models.choose("wasm-threads");
  if (lora === undefined) return { ...models, choose: () => runtime };
  // A file that is none is told; the decoder would go on without it.
  readAdapter(lora.file);
  const adapted = runtime.adapted?.([lora]);
  return adapted === undefined ? models : { ...models, choose: () => adapted };
}

/** One photo over the link. */
export async function run(
  journey: Journey,
  input: RunInput,
  quick: boolean,
  { signal, onStage, onPreview }: RunHooks,
): Promise<{ result: RunResult; kept: KeptRun }> {
  const models = await loadEngine();
  const options = optionsOf(quick ? { ...input.settings, steps: 0 } : input.settings, input.prompt);
  const watch = new Stopwatch<Stage>(onStage);
  const { sent, key, boxes, mask } = transmitted(journey, input, options, models, watch);
  const onAir = JSON.stringify([key, options.doppler, options.seed]);
  const arrived = journey.arrived(onAir, () => arrivalOf(sent, options, watch));
  const adapter = input.lora && [input.lora.weight, await sha256(input.lora.file)];
  const decoded = JSON.stringify([onAir, options.steps, adapter]);
  const known = journey.received?.key === decoded ? journey.received : undefined;
  const received = known
    ? known.photo
    : await receivePacket(arrived.packet, options, decoderOf(await loadDecoder(), input.lora), watch, {
      signal,
      onPreview: (step, image) => onPreview(step, options.steps, pictureOf(image)),
    }, arrived.amplitudes);
  const { width, height } = sent.photo;
  const { total, ...measured } = watch.read();
  const took = total + (known?.took ?? 0);
  journey.received = { key: decoded, photo: received, took };
  const ms = Object.assign(journey.ms, measured);
  const report: RunResult["report"] = {
    image: { width, height },
    channel: { kind: options.channel, snr_db: options.snr, seed: options.seed },
    cbr: sent.cbr,
    bpp: sent.bpp,
    symbols: sent.symbols,
    packet_bytes: sent.bytes.length,
    prompt: sent.prompt,
    key_fraction: fractionOf(sent.key),
    layers: layersOf(sent, received, arrived, arrived.amplitudes),
    code_blocks: codeBlocksOf(arrived, options.mode),
    decoder: received.decoder,
    ms: { ...ms, total: Object.values(ms).reduce((sum, stage) => sum + stage, 0) },
    metrics: quick ? figures(sent, received.image) : measure(sent.photo, received.image, sent.key),
  };
  const result = {
    report,
    took,
    packet: sent.bytes,
    key: sent.key.slice(),
    columns: sent.semantics.width,
    reliability: received.reliability.slice(),
    promptBytes: encodePrompt(sent.prompt).length,
    coded: codedSize(parseHeader(sent.bytes)),
    parts: linkParts(sent.plan, arrived, options),
    received: pictureOf(received.image),
    roi: boxes,
    mask: mask && new Uint8Array(mask),
  };
  return { result, kept: { sent, arrived, image: received.image, report } };
}

/** The figures that cost little. */
function figures({ photo, key }: Sent, image: Sent["photo"]): RunResult["report"]["metrics"] {
  const decibels = (value: 0 | 1 | undefined) => {
    const found = psnr(photo, image, value === undefined ? undefined : { cells: key, value });
    return Number.isFinite(found) ? found : null;
  };
  return {
    psnr: decibels(undefined),
    ssim: Math.min(photo.width, photo.height) < 11 ? null : ssim(photo, image),
    ms_ssim: null,
    vsi: null,
    psnr_key: decibels(1),
    psnr_rest: decibels(0),
  };
}

/** Codes once for the SNR of the settings, then sends the same packet at each of `snrs`. */
export async function* walk(journey: Journey, input: RunInput, snrs: readonly number[]): AsyncGenerator<WalkPoint> {
  const models = await loadEngine();
  const { settings, prompt, lora } = input;
  const options = optionsOf({ ...settings, steps: 0 }, prompt);
  const watch = new Stopwatch<Stage>();
  const { sent } = transmitted(journey, input, options, models, watch);
  const decoder = decoderOf(await loadDecoder(), lora);
  for (const snr of snrs) {
    const arrived = arrivalOf(sent, { ...options, snr }, watch);
    const { image, layers } = await receivePacket(arrived.packet, options, decoder, watch, {}, arrived.amplitudes);
    const found = figures(sent, image);
    const { sections } = arrived.packet;
    yield {
      scheme: settings.mode === "analog" ? "analog" : "semcast",
      snr,
      psnr: found.psnr,
      psnrKey: found.psnr_key,
      ssim: found.ssim,
      delivered: layers.length === 0 ? 0 : sections.filter(({ ok }) => ok).length / sections.length,
      bytes: sent.bytes.length,
      symbols: sent.symbols,
      picture: pictureOf(image),
    };
  }
}
