import type { DecoderChoice } from "../runtime_choice.ts";
import { isLoraPath, type LoraChoice } from "../lora_choice.ts";
import { OptionsError } from "../options.ts";

/** What a request asks of the decoder. */
export interface DecoderWishes {
  decoder?: DecoderChoice;
  lora?: LoraChoice[];
}

/**
 * Refuses adapters named by a path, and a runtime that this service was not set up for: else whoever asks could have it call any address.
 *
 * @param configured the service's own
 * @throws {OptionsError}
 */
export function requireDecoder({ decoder: asked, lora }: DecoderWishes, configured: DecoderChoice | undefined): void {
  if (lora?.some(isLoraPath)) throw new OptionsError([{ field: "lora", message: "Expected names of adapters" }]);
  if (asked === undefined || asked === "wasm" || String(asked) === String(configured)) return;
  const also = typeof configured === "string" && configured !== "wasm" ? ` or ${configured}` : "";
  throw new OptionsError([{
    field: "decoder",
    message: `This service has wasm${also}; leave it out for its own choice`,
  }]);
}
