/**
 * The whole link as its app wants it.
 *
 * @module
 */
import { DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import type { Config } from "../_shared/http/config.ts";
import type { LinkService } from "./app.ts";
import { sendPhoto } from "./link.ts";
import { loadLink } from "./models.ts";

/** The real stages. */
export function linkService(config: Config): LinkService {
  const limits = { ...DEFAULT_LIMITS, maxBytes: config.MAX_BODY_BYTES, maxPixels: config.MAX_PIXELS };
  return {
    ready: loadLink,
    send: async (photo, options) => await sendPhoto(photo, options, await loadLink(), { limits }),
  };
}
