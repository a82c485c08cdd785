/**
 * The transmitter's stages as its app wants them.
 *
 * @module
 */
import { DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import type { Config } from "../_shared/http/config.ts";
import { promptFor } from "../_shared/prompter/index.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import type { TransmitService } from "./app.ts";
import { loadTransmit } from "./models.ts";
import type { TransmitStage } from "./prepare.ts";
import { transmitPhoto } from "./transmit.ts";

/** The real stages. */
export function transmitService(config: Config): TransmitService {
  const limits = { ...DEFAULT_LIMITS, maxBytes: config.MAX_BODY_BYTES, maxPixels: config.MAX_PIXELS };
  return {
    ready: loadTransmit,
    async transmit(photo, options) {
      const models = await loadTransmit();
      const asked = await promptFor(photo, options, config, models.keyMap, limits);
      const watch = new Stopwatch<TransmitStage>();
      const taken = { ...options, prompt: asked.prompt, consume: true };
      const { bytes, symbols, cbr, bpp } = transmitPhoto(photo, taken, models, watch, limits);
      return { bytes, symbols, cbr, bpp, ms: watch.read(), prompter: asked };
    },
  };
}
