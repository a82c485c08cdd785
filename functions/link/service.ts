/**
 * The whole link as its app wants it.
 *
 * @module
 */
import { DEFAULT_LIMITS, encodePng } from "../../kernels/pixels/wasm.ts";
import type { Config } from "../_shared/http/config.ts";
import { promptFor } from "../_shared/prompter/index.ts";
import type { LinkService } from "./app.ts";
import { sendPhoto } from "./link.ts";
import { loadLink } from "./models.ts";

/** The real stages. */
export function linkService(config: Config): LinkService {
  const limits = { ...DEFAULT_LIMITS, maxBytes: config.MAX_BODY_BYTES, maxPixels: config.MAX_PIXELS };
  return {
    ready: loadLink,
    async send(photo, { decoder = config.DECODER, ...options }, { onStage, onPreview, ...hooks } = {}) {
      const models = await loadLink();
      const { prompt } = await promptFor(photo, options, config, models.transmit.keyMap, limits);
      const result = await sendPhoto(photo, { decoder, ...options, prompt }, models, {
        limits,
        onStage,
        receive: {
          ...hooks,
          onPreview: onPreview && ((step, image) => onPreview(step, encodePng(image))),
          deadlineMs: config.DECODER_DEADLINE_MS,
        },
      });
      if (result.reason !== undefined) console.error(`Degraded: ${result.reason}`);
      return result;
    },
  };
}
