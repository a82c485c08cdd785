/**
 * Who says what a photo shows. A prompter is a function from a photo to a prompt; `tiny` runs the shipped network in this
 * process, `given` repeats what the caller said, `http` asks a vision model behind an OpenAI-compatible endpoint.
 *
 * @module
 */
import type { Model } from "../../../kernels/nn/wasm.ts";
import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import { describe, keyMap, type Prompt } from "../semantics/index.ts";

/** Kinds of prompter. */
export const PROMPTERS = ["tiny", "http", "given"] as const;
/** One of {@linkcode PROMPTERS}. */
export type PrompterKind = (typeof PROMPTERS)[number];

/** What a prompter said. */
export interface Prompted {
  readonly prompt: Prompt;
  /** Who said it in the end. */
  readonly by: PrompterKind;
  /** Why it was not who was asked, where another stood in; in one line, for logs and headers. */
  readonly fallback?: string;
}

/** Says what a photo shows. `signal` ends the work early. */
export type Prompter = (photo: Rgb, signal?: AbortSignal) => Promise<Prompted>;

/** The shipped network and `describe`. */
export function tinyPrompter(model: Model): Prompter {
  return (photo) => Promise.resolve({ prompt: describe(photo, keyMap(photo, model)), by: "tiny" });
}

/** What the caller said, whatever the photo. */
export function givenPrompter(prompt: Prompt): Prompter {
  return () => Promise.resolve({ prompt, by: "given" });
}
