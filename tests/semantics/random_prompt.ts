import type { Prompt, Region } from "../../functions/_shared/semantics/prompt.ts";
import { colourNames, labels, positions, scenes, textures } from "../../functions/_shared/semantics/vocabulary.ts";
import * as words from "../../functions/_shared/semantics/words.ts";

/** One of a list. */
export function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)];
}

/** A prompt in base words alone (form 0). */
export function plainPrompt(random: () => number): Prompt {
  return {
    scene: pick(random, scenes),
    palette: Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, colourNames)),
    regions: Array.from({ length: Math.floor(random() * 8) }, () => ({
      label: pick(random, labels),
      position: pick(random, positions),
      colour: pick(random, colourNames),
      texture: pick(random, textures),
    })),
  };
}

/** A prompt with any details (form 1), `regions` of them at most. */
export function detailedPrompt(random: () => number, most = 3): Prompt {
  const maybe = <T extends object>(make: () => T): T | Record<never, never> => random() < 0.5 ? make() : {};
  const whole = (below: number) => Math.floor(random() * below);
  const box = () => {
    const x = whole(16), y = whole(16);
    return { x, y, width: 1 + whole(16 - x), height: 1 + whole(16 - y) };
  };
  const run = () => {
    const first = whole(256);
    return { first, length: 1 + whole(256 - first) };
  };
  const count = whole(most + 1);
  const regions = Array.from({ length: count }, (_, i): Region => ({
    label: pick(random, words.allLabels),
    position: pick(random, positions),
    colour: pick(random, colourNames),
    texture: pick(random, textures),
    ...maybe(() => ({ accent: pick(random, colourNames) })),
    ...maybe(() => random() < 0.7 ? { box: box() } : { run: run() }),
    ...maybe(() => ({
      surface: {
        orientation: pick(random, words.orientations),
        scale: pick(random, words.scales),
        contrast: pick(random, words.contrasts),
      },
    })),
    ...(count > 1 && random() < 0.5
      ? { relation: { kind: pick(random, words.relationKinds), region: (i + 1 + whole(count - 1)) % count } }
      : {}),
  }));
  return {
    scene: pick(random, words.allScenes),
    ...maybe(() => ({ time: pick(random, words.times) })),
    ...maybe(() => ({ light: pick(random, words.lights) })),
    ...maybe(() => ({ style: pick(random, words.styles) })),
    ...maybe(() => ({ view: pick(random, words.views) })),
    palette: Array.from({ length: 1 + whole(3) }, () => pick(random, colourNames)),
    regions,
  };
}
