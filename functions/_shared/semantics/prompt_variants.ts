import type { Prompt } from "./prompt.ts";
import { baseLabel, baseScene } from "./words.ts";

/** Most variants of {@linkcode promptVariants}. */
export const VARIANT_LIMIT = 8;

/** Without what only decoders that read text or boxes can use. */
function plainPrompt({ scene, palette, regions }: Prompt): Prompt {
  return {
    scene: baseScene(scene),
    palette,
    regions: regions.map(({ label, position, colour, texture }) => ({
      label: baseLabel(label),
      position,
      colour,
      texture,
    })),
  };
}

/**
 * Other prompts for the same photo, none the same as another: the prompt itself, without caption, in base words, then with
 * ever fewer regions and colours. All are true where the prompt is.
 *
 * @param count how many at most, 1 to {@linkcode VARIANT_LIMIT}
 */
export function promptVariants(prompt: Prompt, count: number): Prompt[] {
  const plain = plainPrompt(prompt);
  const fewer = (regions: number, colours: number): Prompt => ({
    ...plain,
    palette: plain.palette.slice(0, colours),
    regions: plain.regions.slice(0, regions),
  });
  const { caption: _, ...silent } = prompt;
  const all = [prompt, plain, fewer(3, 3), fewer(0, 1), silent, fewer(1, 3), fewer(0, 3), fewer(3, 1)];
  const texts = all.map((variant) => JSON.stringify(variant));
  return all.filter((_, i) => texts.indexOf(texts[i]) === i).slice(0, Math.min(count, VARIANT_LIMIT));
}
