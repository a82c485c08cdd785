import type { DecoderChoice } from "../runtime_choice.ts";
import { OptionsError } from "../options.ts";

/**
 * Refuses a runtime that this service was not set up for: else whoever asks could have it call any address.
 *
 * @param asked what the request names
 * @param configured the service's own
 * @throws {OptionsError}
 */
export function requireDecoder(asked: DecoderChoice | undefined, configured: DecoderChoice | undefined): void {
  if (asked === undefined || asked === "wasm" || String(asked) === String(configured)) return;
  const also = typeof configured === "string" && configured !== "wasm" ? ` or ${configured}` : "";
  throw new OptionsError([{
    field: "decoder",
    message: `This service has wasm${also}; leave it out for its own choice`,
  }]);
}
