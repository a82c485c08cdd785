/**
 * Semantics: what matters in a photo (key map) and what it shows (structured prompt).
 *
 * @module
 */

export { describe } from "./describe.ts";
export { boxCells, keyCells, type KeyCellsOptions, resampleCells } from "./key_cells.ts";
export { cellsOf, type KeyMap, keyMap } from "./key_map.ts";
export { lettering } from "./lettering.ts";
export { maskCells } from "./mask_cells.ts";
export { CAPTION_LIMIT, cleanCaption, type Prompt, promptSchema, type Region, REGION_LIMIT } from "./prompt.ts";
export { promptJsonSchema } from "./prompt_schema.ts";
export { decodePrompt, encodePrompt, PROMPT_BYTES } from "./prompt_codec.ts";
export { promptText } from "./prompt_text.ts";
export { promptVariants, VARIANT_LIMIT } from "./prompt_variants.ts";
export { promptTokens, TOKEN_COUNT } from "./prompt_tokens.ts";
export { type MapSize, resampleMap } from "./resample_map.ts";
export { type ColourName, colours, type Position, scenes, vocabulary } from "./vocabulary.ts";
export { classCells, weighImportance } from "./weigh_importance.ts";
export { allLabels, allScenes, type AnyLabel, baseLabel, baseScene } from "./words.ts";
