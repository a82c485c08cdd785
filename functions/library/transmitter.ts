/**
 * The transmitter as a library: a photo becomes a packet, in Deno, Node and browsers, with the same bytes everywhere.
 *
 * ```ts ignore
 * const transmitter = await createTransmitter();
 * const { packet } = transmitter.encode(photo, { snr: 3, cbr: 1 / 16 });
 * ```
 *
 * @module
 */
import { type KernelSource, loadKernels } from "../../kernels/load.ts";
import { type DecodeLimits, DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import type { Box, ChannelKind, KeyMode } from "../_shared/choices.ts";
import { SemcastError } from "../_shared/errors.ts";
import { names } from "../_shared/http/fields.ts";
import type { LinkPlan } from "../_shared/link/plan.ts";
import type { ModelSource } from "../_shared/model_source.ts";
import { modelFiles } from "../_shared/models.ts";
import { OPTION_FIELDS, parseOptions, transmitOptionsSchema } from "../_shared/options.ts";
import { release } from "../_shared/release.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import { type AnalogTransmission, transmitAnalogPhoto } from "../transmit/analog.ts";
import { loadTransmit, loadTransmitFrom } from "../transmit/models.ts";
import type { TransmitStage } from "../transmit/prepare.ts";
import { type Transmission, transmitPhoto } from "../transmit/transmit.ts";
import type { Label, Prompt } from "./prompt.ts";

export type { KernelBytes, KernelFile, KernelSource } from "../../kernels/load.ts";
export type { DecodeLimits } from "../../kernels/pixels/wasm.ts";
export type { Box, ChannelKind, KeyMode } from "../_shared/choices.ts";
export { type ErrorCode, SemcastError } from "../_shared/errors.ts";
export type { LinkPlan, PlannedClass } from "../_shared/link/plan.ts";
export type { ModelSource } from "../_shared/model_source.ts";
export { type Label, type Prompt, promptText, type Region } from "./prompt.ts";

/** Options of {@linkcode createTransmitter}. */
export interface TransmitterOptions {
  /** Where the weights come from: a folder's address or a function; the files of this package where nothing is said. */
  models?: URL | ModelSource;
  /** Where the kernels come from; the files of this package where nothing is said. Not asked in Deno with TypeScript. */
  kernels?: KernelSource;
  /** What a photo may be at most: 20 MB, 16 megapixels and 16,384 pixels a side where nothing is said. */
  limits?: Partial<DecodeLimits>;
}

/** How to send a photo. At most one of `cbr`, `symbols` and `bpp` is its budget; it counts everything that is sent. */
export interface EncodeOptions {
  /** Es/N0 in dB a complex symbol that the coding is planned for, −20 to 40; 3. */
  snr?: number;
  /** Kind of channel that the coding is planned for; `awgn`. */
  channel?: ChannelKind;
  /** Budget: complex channel symbols / (height × width × 3), above 0 to 4; 1/16 where no budget is given. */
  cbr?: number;
  /** Budget: complex channel symbols. */
  symbols?: number;
  /** Budget: payload bits before channel coding / pixels, above 0 to 24. */
  bpp?: number;
  /**
   * How much better key regions are: `auto` a little, or much where `roi`, `mask` or `key_classes` say what is key; `strong`
   * much, in a layer of their own; `uniform` not at all. `auto`.
   */
  key?: KeyMode;
  /** Regions that matter, in pixels of the upright photo, at most 16: these instead of what the network says. */
  roi?: readonly Box[];
  /** A picture file of any size whose bright parts matter. */
  mask?: Uint8Array;
  /** Labels of what matters, where the photo has it: these instead of what the network says. */
  key_classes?: readonly Label[];
  /** Share of the photo that matters, 0 to 1: what `roi`, `mask` and `key_classes` say first. */
  key_fraction?: number;
  /** false: people do not matter by themselves, as they do otherwise. */
  key_people?: boolean;
  /** What the photo shows, instead of what the network says. */
  prompt?: Prompt;
}

/** A photo, ready to be sent. */
export interface EncodedPhoto {
  /** The packet (docs/packet.md), what a receiver takes. */
  packet: Uint8Array<ArrayBuffer>;
  /** Pixels of the upright photo. */
  width: number;
  height: number;
  /** Complex channel symbols, all included, on the link that was planned for. */
  symbols: number;
  cbr: number;
  bpp: number;
  /** What the photo shows, as it was sent. */
  prompt: Prompt;
  /** Which cells of 16×16 pixels are key (1) or not (0), row by row. */
  keyMap: { width: number; height: number; cells: Uint8Array };
  /** How the packet's parts are coded for the link. */
  plan: LinkPlan;
  /** Milliseconds by stage. */
  ms: Record<"pixels" | "segment" | "prompt" | "encode" | "code" | "total", number>;
}

/** A photo whose latents are to cross the link as amplitudes. */
export interface EncodedFrame extends EncodedPhoto {
  /** Complex symbols, interleaved I and Q, of mean energy 1: the packet is in them too. `sendFrameOverLink` takes them. */
  frame: Float32Array;
}

/** A transmitter with its networks loaded. */
export interface Transmitter {
  /**
   * Turns a photo into a packet within its budget. Runs on the calling thread, for about 150 ms for 512×512 pixels.
   *
   * @param photo JPEG, PNG, WebP, GIF, BMP or TIFF file
   * @throws {SemcastError} `malformed`, `unsupported` or `too-large` for the file; `budget-too-small`; `invalid-argument`
   * for an option, by name
   */
  encode(photo: Uint8Array, options?: EncodeOptions): EncodedPhoto;
  /**
   * Turns a photo into an analog frame that takes exactly its budget: prompt, key map and a coarse base are coded, what is
   * left of the latents becomes amplitudes, so that the picture gets worse smoothly where the link does.
   *
   * @param photo as of `encode`
   * @throws {SemcastError} as `encode`; `invalid-argument` for channel `none`, which carries bytes and no symbols
   */
  encodeAnalog(photo: Uint8Array, options?: EncodeOptions): EncodedFrame;
}

/**
 * Loads kernels and networks: 3 MB, once a process.
 *
 * @throws {SemcastError} `internal` or `unavailable` where a file cannot be had or is another one; the next call tries again
 */
export async function createTransmitter(options: TransmitterOptions = {}): Promise<Transmitter> {
  await loadKernels(options.kernels);
  const models = await (options.models === undefined ? loadTransmit() : loadTransmitFrom(modelFiles(options.models)));
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const parsed = ({ mask, roi, key_classes: classes, ...given }: EncodeOptions) => {
    const boxes = roi?.map(({ x, y, width, height }) => `${x},${y},${width},${height}`);
    const raw = { ...given, roi: boxes, key_classes: classes?.join(",") };
    return { ...parseOptions(transmitOptionsSchema, raw, names(OPTION_FIELDS.transmit)), mask };
  };
  return {
    encode(photo, options = {}) {
      const watch = new Stopwatch<TransmitStage>();
      return encoded(transmitPhoto(photo, parsed(options), models, watch, limits), watch);
    },
    encodeAnalog(photo, options = {}) {
      const settings = { ...parsed(options), mode: "analog" as const };
      if (settings.channel === "none") {
        throw new SemcastError("invalid-argument", "channel: none carries no amplitudes; expected one with symbols");
      }
      const watch = new Stopwatch<TransmitStage>();
      const sent: AnalogTransmission = transmitAnalogPhoto(photo, settings, models, watch, limits);
      return { ...encoded(sent, watch), frame: sent.frame };
    },
  };
}

function encoded(sent: Transmission, watch: Stopwatch<TransmitStage>): EncodedPhoto {
  const { width, height } = sent.photo;
  release(sent.photo.data);
  return {
    packet: sent.bytes,
    width,
    height,
    symbols: sent.symbols,
    cbr: sent.cbr,
    bpp: sent.bpp,
    prompt: sent.prompt,
    keyMap: { width: sent.semantics.width, height: sent.semantics.height, cells: sent.key },
    plan: sent.plan,
    ms: watch.read(),
  };
}
