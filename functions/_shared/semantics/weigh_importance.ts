import type { KeyMap } from "./key_map.ts";
import { allLabels, type AnyLabel, baseLabel } from "./words.ts";

/** What lettering adds to the importance of a cell. */
const LETTERING_BONUS = 0.3;
/** Least importance of a cell that shows a person. */
const PERSON = 0.8;
/** What is left of the importance of people where they are turned off. */
const PEOPLE_OFF = 0.2;

/** Whether each cell shows one of these labels, or one that belongs to it: «vehicle» takes in cars. */
export function classCells({ classes }: KeyMap, wanted: readonly AnyLabel[]): Uint8Array {
  const takes = allLabels.map((label) => wanted.includes(label) || wanted.includes(baseLabel(label)));
  return classes.map((k) => takes[k] ? 1 : 0);
}

/**
 * The network's importance, with what it does not look at: people are always important, unless they are turned off, and so
 * is lettering (see `lettering.ts`).
 *
 * @param letters 1 where a cell has lettering
 */
export function weighImportance(map: KeyMap, letters: Uint8Array, people: boolean): Float32Array {
  const persons = classCells(map, ["person"]);
  return map.importance.map((value, i) => {
    const own = persons[i] === 0 ? value : people ? Math.max(value, PERSON) : value * PEOPLE_OFF;
    return Math.min(1, own + LETTERING_BONUS * letters[i]);
  });
}
