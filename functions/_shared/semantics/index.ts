/**
 * Semantics: what matters in a photo (key map) and what it shows (structured prompt).
 *
 * @module
 */

export { describe } from "./describe.ts";
export { boxCells, keyCells, type KeyCellsOptions } from "./key_cells.ts";
export { type KeyMap, keyMap } from "./key_map.ts";
export { maskCells } from "./mask_cells.ts";
export { cleanCaption, type Prompt, promptSchema, type Region, regionSchema } from "./prompt.ts";
export { decodePrompt, encodePrompt, PROMPT_BYTES } from "./prompt_codec.ts";
export { promptText } from "./prompt_text.ts";
export { promptTokens, TOKEN_COUNT } from "./prompt_tokens.ts";
export { scenes, vocabulary } from "./vocabulary.ts";
