/**
 * What was found out about a photo, kept so that a moved slider repeats only what depends on it.
 *
 * @module
 */
import { DEFAULT_LIMITS } from "../../../kernels/pixels/wasm.ts";
import { encodePrompt } from "../../_shared/semantics/index.ts";
import type { StageTimer } from "../../_shared/stopwatch.ts";
import type { TransmitModels } from "../../transmit/models.ts";
import {
  analyzePhoto,
  keyOf,
  type PhotoOptions,
  type Prepared,
  type Seen,
  seePhoto,
  type TransmitStage,
} from "../../transmit/transmit.ts";

/** Gives all that goes before a photo's budget; pixels, what they show and latents are made at the first call. */
export type PhotoWork = (options: PhotoOptions, models: TransmitModels, watch: StageTimer<TransmitStage>) => Prepared;

/** Begins with a photo. The same comes out as of `preparePhoto`, whose results must not be released. */
export function photoWork(file: Uint8Array): PhotoWork {
  let seen: Seen | undefined;
  let analyzed: ReturnType<typeof analyzePhoto> | undefined;
  return ({ prompt, ...options }, models, watch) => {
    seen ??= seePhoto(file, models, watch, DEFAULT_LIMITS);
    const chosen = keyOf(seen, options, watch, DEFAULT_LIMITS);
    analyzed ??= analyzePhoto(seen, options, models, watch);
    const own = prompt && { prompt, promptBytes: watch.time("prompt", () => encodePrompt(prompt)) };
    return { ...seen, ...chosen, ...analyzed, ...own };
  };
}

/** Keeps the last result, for as long as the same is asked for. */
export function lastOf<T>(): (key: string, make: () => T) => T {
  let last: { key: string; value: T } | undefined;
  return (key, make) => {
    if (last?.key !== key) last = { key, value: make() };
    return last.value;
  };
}
