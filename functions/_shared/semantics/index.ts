/**
 * Semantics: what matters in a photo (key map) and what it shows (structured prompt).
 *
 * @module
 */

export { cleanCaption, type Prompt, promptSchema, type Region, regionSchema } from "./prompt.ts";
export { promptText } from "./prompt_text.ts";
export { promptTokens, TOKEN_COUNT } from "./prompt_tokens.ts";
export { scenes, vocabulary } from "./vocabulary.ts";
