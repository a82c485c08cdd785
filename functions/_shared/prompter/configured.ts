import type { Model } from "../../../kernels/nn/wasm.ts";
import { decodeImage, type DecodeLimits } from "../../../kernels/pixels/wasm.ts";
import type { Config } from "../http/config.ts";
import { OptionsError } from "../options.ts";
import { release } from "../release.ts";
import type { Prompt } from "../semantics/index.ts";
import { httpPrompter } from "./http.ts";
import { type Prompted, tinyPrompter } from "./prompter.ts";

/** What of a request says who describes the photo. */
export interface PromptChoice {
  /** The caller's own prompt. */
  prompt?: Prompt;
  /** Who is asked; the endpoint where one is configured, else the shipped network. */
  prompter?: "tiny" | "http";
}

/** Who describes a photo, and what he said, where that is not left to the transmitter's own network. */
export type Description = Partial<Prompted> & Pick<Prompted, "by">;

/**
 * What the prompter that a request means says of a photo file, under the operator's configuration. The shipped network is
 * not asked here: the transmitter runs it anyway, for the key map.
 *
 * @param keyMap the shipped network, which stands in for an endpoint that fails
 * @throws {OptionsError} where an endpoint is asked for and none is configured
 */
export async function promptFor(
  file: Uint8Array,
  choice: PromptChoice,
  config: Config,
  keyMap: Model,
  limits: DecodeLimits,
): Promise<Description> {
  if (choice.prompt !== undefined) return { by: "given", prompt: choice.prompt };
  const { PROMPTER_URL: url, PROMPTER_MODEL: model, PROMPTER_KEY: key } = config;
  if (choice.prompter === "http" && url === undefined) {
    throw new OptionsError([{ field: "prompter", message: "No endpoint is configured; set PROMPTER_URL" }]);
  }
  if (url === undefined || choice.prompter === "tiny") return { by: "tiny" };
  const ask = httpPrompter({
    url,
    model,
    key,
    timeoutMs: config.PROMPTER_TIMEOUT_MS,
    retries: config.PROMPTER_RETRIES,
    fallback: tinyPrompter(keyMap),
  });
  const photo = decodeImage(file, limits);
  try {
    return await ask(photo);
  } finally {
    release(photo.data);
  }
}
