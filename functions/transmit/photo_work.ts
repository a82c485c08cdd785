/**
 * What was found out about a photo, kept for whoever sends it under many settings: only what depends on them is repeated.
 *
 * @module
 */
import { DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import type { Latents } from "../_shared/codec/index.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import { bitsPerPixel } from "./budget.ts";
import type { TransmitModels } from "./models.ts";
import {
  codedKey,
  keyOf,
  latentsOf,
  type PhotoOptions,
  type Prepared,
  promptOf,
  scaleOf,
  type Seen,
  seePhoto,
  type TransmitStage,
} from "./prepare.ts";

/** Gives all that goes before a photo's budget; pixels, what they show and latents are made once. */
export type PhotoWork = (options: PhotoOptions, models: TransmitModels, watch: StageTimer<TransmitStage>) => Prepared;

/** Begins with a photo. The same comes out as of `preparePhoto`; the results must not be released. */
export function photoWork(file: Uint8Array): PhotoWork {
  let seen: Seen | undefined;
  let described: ReturnType<typeof promptOf> | undefined;
  const latents = new Map<number, Latents>();
  return (options, models, watch) => {
    seen ??= seePhoto(file, models, watch, DEFAULT_LIMITS);
    const { photo, semantics } = seen;
    const bpp = bitsPerPixel(options, photo);
    const key = keyOf(seen, options, bpp, watch, DEFAULT_LIMITS);
    const own = options.prompt && promptOf(seen, options, watch);
    const prompt = own ?? (described ??= promptOf(seen, options, watch));
    const scale = scaleOf(photo, options, bpp);
    const known = latents.get(scale) ?? latentsOf(photo, scale, models, watch);
    latents.set(scale, known);
    return { photo, semantics, key, ...prompt, coded: codedKey(semantics, key, scale, known, watch) };
  };
}
