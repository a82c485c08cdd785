/**
 * Prompters: who says what a photo shows.
 *
 * @module
 */

export { type Description, type PromptChoice, promptFor } from "./configured.ts";
export { httpPrompter, type HttpPrompterOptions } from "./http.ts";
export { givenPrompter, type Prompted, type Prompter, type PrompterKind, PROMPTERS, tinyPrompter } from "./prompter.ts";
