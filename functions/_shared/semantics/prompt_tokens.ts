import { PALETTE_LIMIT, type Prompt, REGION_LIMIT } from "./prompt.ts";
import { wordId } from "./vocabulary.ts";
import { baseLabel, baseScene } from "./words.ts";

/** Tokens of a prompt: scene, palette, then label, position, colour and texture of each region. */
export const TOKEN_COUNT = 1 + PALETTE_LIMIT + 4 * REGION_LIMIT;

/**
 * The prompt as the tiny diffusion decoder takes it: {@linkcode TOKEN_COUNT} (32) vocabulary ids,
 * `[scene, palette × 3, (label, position, colour, texture) × 7]`, 0 where nothing is said. It knows base words only: a finer
 * scene or label stands as the one that it belongs to. Details and caption have no tokens.
 */
export function promptTokens(prompt: Prompt): Int32Array {
  const tokens = new Int32Array(TOKEN_COUNT);
  tokens[0] = wordId("scene", baseScene(prompt.scene));
  prompt.palette.slice(0, PALETTE_LIMIT).forEach((colour, i) => tokens[1 + i] = wordId("colour", colour));
  prompt.regions.slice(0, REGION_LIMIT).forEach((region, i) => {
    const at = 1 + PALETTE_LIMIT + 4 * i;
    tokens[at] = wordId("label", baseLabel(region.label));
    tokens[at + 1] = wordId("position", region.position);
    tokens[at + 2] = wordId("colour", region.colour);
    tokens[at + 3] = wordId("texture", region.texture);
  });
  return tokens;
}
