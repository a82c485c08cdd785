/**
 * The first half of the transmitter: a photo file to what is going to be coded of it.
 *
 * @module
 */
import { decodeImage, type DecodeLimits, resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { encodeKeyMap } from "../../kernels/entropy/wasm.ts";
import { analyze, type Latents } from "../_shared/codec/index.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { LinkOptions, TransmitOptions } from "../_shared/options.ts";
import { codedSize, FULL_SCALE } from "../_shared/packet/index.ts";
import { release } from "../_shared/release.ts";
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
  resampleCells,
  weighImportance,
} from "../_shared/semantics/index.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import { bitsPerPixel, type BudgetOptions, type CodedKind, codingScale, largestKey } from "./budget.ts";
import type { TransmitModels } from "./models.ts";

/** Stages of the transmitter, in their order. */
export type TransmitStage = "pixels" | "segment" | "prompt" | "encode" | "code";

/** Options of the transmitter. */
export interface PhotoOptions extends TransmitOptions, Pick<BudgetOptions, "targets"> {
  /** A picture whose bright parts are key, in any format and size. */
  mask?: Uint8Array;
  /** Whether preamble and pilots of an IQ frame count too; false where nothing is said. */
  framed?: boolean;
  /** Most transmissions of a part that the receiver may ask for; 1 where nothing is said. */
  transmissions?: number;
  /** How latents cross the link; digital where nothing is said. */
  mode?: LinkOptions["mode"];
  /** Sends no prompt. */
  withoutPrompt?: boolean;
  /** Eighths of its sides at which the photo is coded, 1…8, instead of what suits the budget. */
  scale?: number;
  /** Gives the file's memory and that of the photo's pixels back once they were read, so that both are empty afterwards. */
  consume?: boolean;
}

/** What is known of a photo before any budget. */
export interface Understood {
  /** The upright photo. */
  photo: Rgb;
  semantics: KeyMap;
  /** 1 key, 0 rest, per cell of 16 × 16 pixels of the photo. */
  key: Uint8Array;
  prompt: Prompt;
}

/** What is seen in a photo, whatever is going to be sent of it. */
export interface Seen extends Pick<Understood, "photo" | "semantics"> {
  /** 1 where a cell has lettering or the like, 0 elsewhere. */
  strokes: Uint8Array;
}

/** The photo at the size at which it is coded. */
export interface Coded {
  /** Eighths of the photo's sides. */
  scale: number;
  /** 1 key, 0 rest, per latent cell. */
  cells: Uint8Array;
  /** The same, coded. */
  keyBytes: Uint8Array;
  latents: Latents;
}

/** A photo with all that is going to be sent of it. */
export interface Prepared extends Understood {
  promptBytes: Uint8Array;
  coded: Coded;
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
  const { photo, semantics } = seen;
  const bpp = bitsPerPixel(options, photo);
  const key = keyOf(seen, options, bpp, watch, limits);
  if (options.consume) release(file);
  const prompt = promptOf(seen, options, watch);
  const scale = scaleOf(photo, options, bpp);
  const latents = latentsOf(photo, scale, models, watch);
  if (options.consume) release(photo.data);
  return { photo, semantics, key, ...prompt, coded: codedKey(semantics, key, scale, latents, watch) };
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
  return watch.time("segment", () => {
    const semantics = keyMap(photo, models.keyMap);
    return { photo, semantics, strokes: lettering(photo, semantics) };
  });
}

/**
 * The key region, which depends on the budget: the caller's own mask, boxes or classes where there are some, else what the
 * network found.
 *
 * @param bpp as of `bitsPerPixel`
 * @throws {SemcastError} `invalid-argument`, and like `decodeImage` for a mask
 */
export function keyOf(
  { photo, semantics, strokes }: Seen,
  options: PhotoOptions,
  bpp: number,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits,
): Uint8Array {
  return watch.time("segment", () => {
    const { key: mode, key_fraction: fraction, key_people: people = true } = options;
    const importance = weighImportance(semantics, strokes, people);
    return keyCells(importance, {
      width: semantics.width,
      mode: mode === "uniform" ? mode : "auto",
      cells: ownCells(semantics, photo, options, limits),
      fraction,
      most: largestKey(bpp),
    });
  });
}

/** The prompt, the caller's own where there is one. */
export function promptOf(
  { photo, semantics }: Seen,
  options: PhotoOptions,
  watch: StageTimer<TransmitStage>,
): Pick<Prepared, "prompt" | "promptBytes"> {
  return watch.time("prompt", () => {
    const prompt = options.prompt ?? describe(photo, semantics);
    return { prompt, promptBytes: encodePrompt(prompt) };
  });
}

/** Whether key regions are to be much better than the rest: where the caller says so, or says himself what is key. */
export function isStrong({ key, roi, mask, key_classes: classes }: PhotoOptions): boolean {
  return key === "strong" || (key === "auto" && (roi ?? mask ?? classes) !== undefined);
}

/**
 * Eighths of its sides at which a photo is coded: the fewer bits, the smaller.
 *
 * @param bpp as of `bitsPerPixel`
 */
export function scaleOf(photo: Rgb, options: PhotoOptions, bpp: number): number {
  return options.scale ?? codingScale(bpp, photo, kindOf(options));
}

function kindOf(options: PhotoOptions): CodedKind {
  if (options.mode === "analog") return "analog";
  if (isStrong(options)) return "strong";
  return options.key === "uniform" ? "uniform" : "auto";
}

/** The latents of a photo at so many eighths of its sides. */
export function latentsOf(
  photo: Rgb,
  scale: number,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
): Latents {
  return watch.time("encode", () => {
    if (scale === FULL_SCALE) return analyze(models.codec, photo);
    const { width, height } = codedSize({ ...photo, scale });
    return analyze(models.codec, resize(photo, width, height));
  });
}

/** The key region in cells of the coded picture. */
export function codedKey(
  semantics: KeyMap,
  key: Uint8Array,
  scale: number,
  latents: Latents,
  watch: StageTimer<TransmitStage>,
): Coded {
  return watch.time("encode", () => {
    const size = { width: latents.w, height: latents.h };
    const cells = resampleCells(key, semantics, size, FULL_SCALE / scale);
    return { scale, cells, keyBytes: encodeKeyMap(cells, size.width, size.height), latents };
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
