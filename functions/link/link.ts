/**
 * A photo over a simulated link within one process: both ends, the channel between them, and the figures.
 *
 * @module
 */
import { decodeImage, type DecodeLimits, encodePng } from "../../kernels/pixels/wasm.ts";
import type { LinkOptions } from "../_shared/options.ts";
import type { ConstellationClass } from "../_shared/report/constellation.ts";
import type { LinkReport } from "../_shared/result.ts";
import { describe, keyMap, type Prompt } from "../_shared/semantics/index.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import {
  fractionOf,
  type ReceivedAmplitudes,
  type ReceivedPhoto,
  type ReceiveHooks,
  receivePacket,
  type ReceiveStage,
} from "../receive/receive.ts";
import { transmitAnalogPhoto } from "../transmit/analog.ts";
import type { PhotoOptions, TransmitStage } from "../transmit/prepare.ts";
import { type Transmission, transmitPhoto } from "../transmit/transmit.ts";
import type { LinkModels } from "./models.ts";
import { choosePrompt } from "./choose_prompt.ts";
import { keyPicture } from "./key_picture.ts";
import { measure } from "./measure.ts";
import { analogOverTheAir, type Arrival, overTheAir, partNames } from "./over_the_air.ts";

/** Stages of the whole way. */
export type Stage = TransmitStage | "channel" | ReceiveStage;

/** Hooks and limits of {@linkcode sendPhoto}. */
export interface SendHooks {
  /** Called when a stage begins. */
  onStage?: (stage: Stage) => void;
  limits?: DecodeLimits;
  /** What the receiver takes besides. */
  receive?: ReceiveHooks;
}

/** What came of it. */
export interface SendResult {
  report: Omit<LinkReport, "files">;
  /** PNG files. */
  files: Record<keyof LinkReport["files"], Uint8Array>;
  /** 1 key, 0 rest, per latent cell. */
  key: Uint8Array;
  /** Cells per row. */
  columns: number;
  constellation: ConstellationClass[];
  /** What was sent. */
  sent: Transmission;
  /** What degraded the picture; may name machines of ours. */
  reason?: string;
}

/**
 * Sends a photo: transmitter, channel, receiver, metrics.
 *
 * @throws {SemcastError} like `transmitPhoto` and `receivePacket`
 */
export async function sendPhoto(
  file: Uint8Array,
  options: LinkOptions & Pick<PhotoOptions, "mask" | "framed" | "scale">,
  models: LinkModels,
  { onStage, limits, receive }: SendHooks = {},
): Promise<SendResult> {
  const watch = new Stopwatch<Stage>(onStage);
  const planned = { ...options, snr: options.expect ?? options.snr };
  const prompt = await promptOf(file, options, models, watch, limits);
  const cross = options.mode === "analog" ? overAnalog : overDigital;
  const { sent, arrived, amplitudes } = cross(file, { ...planned, prompt }, options, models, watch, limits);
  const received = await receivePacket(arrived.packet, options, models.receive, watch, receive, amplitudes);
  const symbols = arrived.symbols ?? sent.symbols;
  const { total, ...ms } = watch.read();
  return {
    report: {
      image: { width: sent.photo.width, height: sent.photo.height },
      channel: { kind: options.channel, snr_db: options.snr, seed: options.seed },
      cbr: symbols / (3 * sent.photo.width * sent.photo.height),
      bpp: sent.bpp,
      symbols,
      packet_bytes: sent.bytes.length,
      prompt: sent.prompt,
      key_fraction: fractionOf(sent.key),
      layers: layersOf(sent, received, arrived, amplitudes),
      code_blocks: codeBlocksOf(arrived, options.mode),
      decoder: received.decoder,
      ms: { ...ms, total },
      metrics: measure(sent.photo, received.image, sent.key),
    },
    files: {
      original: encodePng(sent.photo),
      reconstruction: encodePng(received.image),
      key_map: encodePng(keyPicture(sent.key, sent.semantics.width, sent.photo)),
    },
    key: sent.key,
    columns: sent.semantics.width,
    constellation: arrived.constellation,
    sent,
    reason: received.reason,
  };
}

/** The caller's prompt, or the one of several candidates that has the best effect; undefined: the network's own. */
async function promptOf(
  file: Uint8Array,
  options: LinkOptions,
  models: LinkModels,
  watch: Stopwatch<Stage>,
  limits?: DecodeLimits,
): Promise<Prompt | undefined> {
  if (options.candidates === undefined) return options.prompt;
  const photo = decodeImage(file, limits);
  const prompt = options.prompt ?? describe(photo, keyMap(photo, models.transmit.keyMap));
  const chosen = await choosePrompt(photo, prompt, options.candidates, options, models);
  watch.add("prompt", chosen.ms);
  return chosen.prompt;
}

/** A photo at the other end of the channel, before anything is made of it. */
interface Crossing {
  sent: Transmission;
  arrived: Arrival;
  amplitudes?: ReceivedAmplitudes;
}

type Cross = (
  file: Uint8Array,
  planned: LinkOptions & PhotoOptions,
  options: LinkOptions,
  models: LinkModels,
  watch: Stopwatch<Stage>,
  limits?: DecodeLimits,
) => Crossing;

const overDigital: Cross = (file, planned, options, models, watch, limits) => {
  const sent = transmitPhoto(file, planned, models.transmit, watch, limits);
  return { sent, arrived: overTheAir(sent, options, watch) };
};

const overAnalog: Cross = (file, planned, options, models, watch, limits) => {
  const sent = transmitAnalogPhoto(file, planned, models.transmit, watch, limits);
  const { amplitudes, ...arrived } = analogOverTheAir(sent, options, watch);
  return { sent, arrived, amplitudes };
};

/** The code blocks of a report, by the part of the packet. */
export function codeBlocksOf({ blocks }: Arrival, mode: LinkOptions["mode"]): LinkReport["code_blocks"] {
  const names = partNames(mode);
  return blocks.flatMap((found, i) => found === undefined ? [] : [{ part: names[i], ...found }]);
}

/** The layers of a report: what was announced, how it was coded and what arrived. */
export function layersOf(
  { plan }: Transmission,
  received: ReceivedPhoto,
  arrived: Arrival,
  amplitudes?: ReceivedAmplitudes,
): LinkReport["layers"] {
  const digital = received.layers.map(({ name, bytes, crc_ok }) => {
    // Parts of the plan: header, then the protection classes 0, 1 (base) and 2 (enhancements).
    const part = name === "base" ? 2 : 3;
    const snrDb = arrived.snrDb[part];
    return {
      name,
      bytes,
      mcs: plan.classes[part].mcs,
      crc_ok,
      snr_db: Number.isFinite(snrDb) ? snrDb : null,
      transmissions: arrived.transmissions[part],
    };
  });
  const { mcs } = plan.classes[3];
  if (mcs !== "analog") return digital;
  const snrDb = Number.isFinite(arrived.snrDb[3]) ? arrived.snrDb[3] : null;
  const usable = amplitudes !== undefined && digital.every(({ crc_ok }) => crc_ok);
  return [...digital, { name: "analog", bytes: 0, mcs, crc_ok: usable, snr_db: snrDb, transmissions: 1 }];
}
