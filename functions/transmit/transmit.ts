/**
 * The transmitter's side of the way: photo to packet.
 *
 * @module
 */
import { decodeImage, type DecodeLimits, DEFAULT_LIMITS, type Rgb } from "../../kernels/pixels/wasm.ts";
import { encodeKeyMap } from "../../kernels/entropy/wasm.ts";
import { analyze, type BudgetedLayers, encodeToBudget, type Latents, type LayerSizes } from "../_shared/codec/index.ts";
import { modelIdOf } from "../_shared/codec_model.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { LinkPlan } from "../_shared/link/index.ts";
import type { TransmitOptions } from "../_shared/options.ts";
import { release } from "../_shared/release.ts";
import { type Packet, packetize, serialize } from "../_shared/packet/index.ts";
import {
  boxCells,
  classCells,
  describe,
  encodePrompt,
  keyCells,
  type KeyMap,
  keyMap,
  lettering,
  maskCells,
  type Prompt,
  weighImportance,
} from "../_shared/semantics/index.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import { budgetOf, type BudgetOptions, largestKey, planSections, symbolsOnAir } from "./budget.ts";
import type { TransmitModels } from "./models.ts";

/** Stages of the transmitter, in their order. */
export type TransmitStage = "pixels" | "segment" | "prompt" | "encode" | "code";

/** Options of {@linkcode transmitPhoto}. */
export interface PhotoOptions extends TransmitOptions, Pick<BudgetOptions, "targets"> {
  /** A picture whose bright parts are key, in any format and size. */
  mask?: Uint8Array;
  /** Whether preamble and pilots of an IQ frame count too; false where nothing is said. */
  framed?: boolean;
  /** Most transmissions of a part that the receiver may ask for; 1 where nothing is said. */
  transmissions?: number;
  /** Sends no prompt. */
  withoutPrompt?: boolean;
  /** Gives the file's memory and that of the photo's pixels back once they were read, so that both are empty afterwards. */
  consume?: boolean;
}

/** What is known of a photo before any budget. */
export interface Understood {
  /** The upright photo. */
  photo: Rgb;
  semantics: KeyMap;
  /** 1 key, 0 rest, per latent cell. */
  key: Uint8Array;
  prompt: Prompt;
}

/** What the first network sees. */
export type Seen = Pick<Prepared, "photo" | "semantics">;

/** The same with all that is going to be coded. */
export interface Prepared extends Understood {
  promptBytes: Uint8Array;
  keyBytes: Uint8Array;
  latents: Latents;
}

/** A photo, ready to be sent, and how it came to this. */
export interface Transmission extends Understood {
  packet: Packet;
  /** The packet as bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How the link would carry it at the expected SNR. */
  plan: LinkPlan;
  /** Complex channel symbols, all included. */
  symbols: number;
  cbr: number;
  bpp: number;
}

/**
 * Everything up to the latents.
 *
 * @throws {SemcastError} `malformed`, `unsupported` or `too-large` for the file; `invalid-argument`
 */
export function preparePhoto(
  file: Uint8Array,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits,
): Prepared {
  const seen = seePhoto(file, models, watch, limits);
  const chosen = keyOf(seen, options, watch, limits);
  if (options.consume) release(file);
  const analyzed = analyzePhoto(seen, options, models, watch);
  if (options.consume) release(seen.photo.data);
  return { ...seen, ...chosen, ...analyzed };
}

/**
 * Pixels and what they show.
 *
 * @throws {SemcastError} `malformed`, `unsupported` or `too-large` for the file
 */
export function seePhoto(
  file: Uint8Array,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits,
): Seen {
  const photo = watch.time("pixels", () => decodeImage(file, limits));
  return { photo, semantics: watch.time("segment", () => keyMap(photo, models.keyMap)) };
}

/**
 * The key region, which depends on the budget.
 *
 * @throws {SemcastError} `invalid-argument`, and like `decodeImage` for a mask
 */
export function keyOf(
  { photo, semantics }: Seen,
  options: PhotoOptions,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits,
): Pick<Prepared, "key" | "keyBytes"> {
  const key = watch.time("segment", () => chooseKey(semantics, photo, options, limits));
  return { key, keyBytes: watch.time("encode", () => encodeKeyMap(key, semantics.width, semantics.height)) };
}

/** Prompt and latents, which do not. */
export function analyzePhoto(
  { photo, semantics }: Seen,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
): Pick<Prepared, "prompt" | "promptBytes" | "latents"> {
  const prompt = watch.time("prompt", () => options.prompt ?? describe(photo, semantics));
  const promptBytes = watch.time("prompt", () => encodePrompt(prompt));
  return { prompt, promptBytes, latents: watch.time("encode", () => analyze(models.codec, photo)) };
}

/**
 * Turns a photo file into a packet within the budget.
 *
 * @param file JPEG, PNG, WebP, GIF, BMP or TIFF
 * @throws {SemcastError} `malformed`, `unsupported` or `too-large` for the file; `budget-too-small`; `invalid-argument`
 */
export function transmitPhoto(
  file: Uint8Array,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits = DEFAULT_LIMITS,
): Transmission {
  const prepared = preparePhoto(file, options, models, watch, limits);
  const sent = transmitPrepared(prepared, options, models, watch);
  release(prepared.latents.y);
  return sent;
}

/**
 * The same of a photo whose latents are known, which are left as they are.
 *
 * @throws {SemcastError} `budget-too-small`
 */
export function transmitPrepared(
  { promptBytes: described, keyBytes, latents, ...understood }: Prepared,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
): Transmission {
  const { photo, key } = understood;
  const promptBytes = options.withoutPrompt ? undefined : described;
  const budget = budgetOf(options, photo);
  const fixed = { prompt: promptBytes?.length, key_map: keyBytes.length };
  const cost = (layers: LayerSizes) => budget.cost({ ...fixed, ...layers });
  const coded = watch.time(
    "encode",
    () => encodeToBudget(models.codec, latents, key, cost, budget.limit, { maxEncodes: encodesFor(photo) }),
  );
  const packet = watch.time("code", () =>
    packetize({
      profile: options.profile,
      width: photo.width,
      height: photo.height,
      q: coded.q,
      rho: coded.rho,
      modelId: modelIdOf(models.codec),
      prompt: promptBytes,
      keyMap: keyBytes,
      layers: coded.layers,
    }));
  const plan = watch.time("code", () => planSections({ ...fixed, ...sizesOf(coded.layers) }, options));
  const symbols = symbolsOnAir(plan, options);
  const bytes = watch.time("code", () => serialize(packet));
  const pixels = photo.width * photo.height;
  return {
    ...understood,
    packet,
    bytes,
    plan,
    symbols,
    cbr: symbols / (3 * pixels),
    bpp: 8 * bytes.length / pixels,
  };
}

/** Above a megapixel a second real encode is the last: an edge function has two seconds of CPU. */
function encodesFor({ width, height }: Rgb): number | undefined {
  return width * height > 1_000_000 ? 2 : undefined;
}

/** The caller's own mask, boxes or classes where there are some, else what the network found. */
function chooseKey(semantics: KeyMap, photo: Rgb, options: PhotoOptions, limits: DecodeLimits): Uint8Array {
  const { key: mode, key_fraction: fraction, key_people: people = true } = options;
  const importance = weighImportance(semantics, lettering(photo, semantics), people);
  const cells = ownCells(semantics, photo, options, limits);
  return keyCells(importance, {
    width: semantics.width,
    mode,
    cells,
    fraction,
    most: largestKey(options, photo),
  });
}

/** The cells that the caller asks for; undefined where he asks for none, or for classes that the photo has not. */
function ownCells(
  semantics: KeyMap,
  photo: Rgb,
  { roi, mask, key_classes: classes }: PhotoOptions,
  limits: DecodeLimits,
): Uint8Array | undefined {
  const outside = roi?.find((box) => box.x >= photo.width || box.y >= photo.height);
  if (outside !== undefined) {
    throw new SemcastError(
      "invalid-argument",
      `roi: box at ${outside.x},${outside.y} lies outside the photo of ${photo.width}×${photo.height} pixels`,
    );
  }
  const cells = boxCells(roi ?? [], semantics);
  const add = (more: Uint8Array) => more.forEach((cell, i) => cells[i] ||= cell);
  if (mask !== undefined) add(maskCells(decodeImage(mask, limits), semantics));
  if (classes !== undefined) add(classCells(semantics, classes));
  return roi !== undefined || mask !== undefined || cells.includes(1) ? cells : undefined;
}

function sizesOf({ base, key, rest }: BudgetedLayers["layers"]): LayerSizes {
  return { base: base?.length, key: key?.length, rest: rest?.length };
}
