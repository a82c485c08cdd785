/**
 * The structured prompt in at most 64 bytes: arithmetic coding under static frequencies that both ends share
 * (`prompt_model.json`, `prompt_details.json`, counted on training photographs). docs/semantics.md has the order of the
 * symbols, `prompt_symbols.ts` says it.
 *
 * @module
 */

import { decodeWithTables, encodeWithTables } from "../../../kernels/entropy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { cleanCaption, type Prompt, promptSchema } from "./prompt.ts";
import { walkPrompt } from "./prompt_symbols.ts";

/** Most bytes that a coded prompt has. */
export const PROMPT_BYTES = 64;

/**
 * Codes a prompt. Where it does not fit {@linkcode PROMPT_BYTES}, its caption is cut after the last word that fits, or,
 * where not even its first word does, after the last whole character; then details go, the last region's first, then
 * regions.
 *
 * @throws {SemcastError} `invalid-argument` for a prompt that breaks its schema
 */
export function encodePrompt(prompt: Prompt): Uint8Array {
  const checked = promptSchema.safeParse(prompt);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0];
    throw new SemcastError("invalid-argument", `prompt.${path.join(".")}: ${message}`);
  }
  const { caption = "", ...structure } = checked.data;
  const whole = encodeSymbols({ ...structure, caption });
  if (whole.length <= PROMPT_BYTES) return whole;
  const words = [...caption.matchAll(/\s+/gu)].map((space) => space.index);
  const characters = [...caption].reduce<number[]>((ends, c) => [...ends, (ends.at(-1) ?? 0) + c.length], []);
  const cut = longestFitting(structure, caption, words) ?? longestFitting(structure, caption, characters);
  if (cut !== undefined) return cut;
  for (const lighter of lighterPrompts(structure)) {
    const bytes = encodeSymbols(lighter);
    if (bytes.length <= PROMPT_BYTES) return bytes;
  }
  throw new SemcastError("internal", "A prompt without regions does not fit");
}

/** The prompt itself, then with ever less: regions lose their details from the last on, then regions go. */
function* lighterPrompts(prompt: Prompt): Generator<Prompt> {
  yield prompt;
  let regions = prompt.regions;
  for (let i = regions.length - 1; i >= 0; i--) {
    const { label, position, colour, texture } = regions[i];
    regions = regions.with(i, { label, position, colour, texture });
    yield { ...prompt, regions };
  }
  while (regions.length > 0) {
    regions = regions.slice(0, -1);
    yield { ...prompt, regions };
  }
}

/** The coding with the caption cut at the last of `cuts` at which it fits; sizes grow with the cut. */
function longestFitting(structure: Prompt, caption: string, cuts: readonly number[]): Uint8Array | undefined {
  let best: Uint8Array | undefined;
  let low = 0, high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const bytes = encodeSymbols({ ...structure, caption: cleanCaption(caption.slice(0, cuts[middle])) });
    if (bytes.length <= PROMPT_BYTES) {
      best = bytes;
      low = middle + 1;
    } else high = middle;
  }
  return best;
}

function encodeSymbols(prompt: Prompt): Uint8Array {
  const symbols: number[] = [], tables: Uint16Array[] = [];
  const walk = walkPrompt(prompt);
  for (let step = walk.next(); !step.done; step = walk.next(step.value.symbol)) {
    symbols.push(step.value.symbol);
    tables.push(step.value.table);
  }
  const bytes = encodeWithTables(Uint16Array.from(symbols), tables);
  // The coder drops zeros at the end; no bytes at all would read as «no prompt».
  return bytes.length > 0 ? bytes : Uint8Array.of(0);
}

/**
 * Reads a coded prompt. Each prompt has exactly one coding: any other bytes are refused. Bounded work on any input.
 *
 * @throws {SemcastError} `malformed` for bytes that {@linkcode encodePrompt} does not make
 */
export function decodePrompt(bytes: Uint8Array): Prompt {
  if (bytes.length < 1 || bytes.length > PROMPT_BYTES) {
    throw new SemcastError("malformed", `Coded prompt must have 1 to ${PROMPT_BYTES} bytes, got ${bytes.length}`);
  }
  const walk = walkPrompt();
  let prompt: Prompt | undefined;
  decodeWithTables(bytes, (symbol) => {
    const step = symbol < 0 ? walk.next() : walk.next(symbol);
    if (!step.done) return step.value.table;
    prompt = step.value;
    return null;
  });
  if (prompt === undefined) throw new SemcastError("internal", "Prompt decoder stopped before the end");
  const valid = promptSchema.safeParse(prompt);
  if (!valid.success || valid.data.caption !== prompt.caption) {
    throw new SemcastError("malformed", "Coded prompt breaks the schema of prompts");
  }
  const again = encodeSymbols(prompt);
  if (again.length !== bytes.length || again.some((byte, i) => byte !== bytes[i])) {
    throw new SemcastError("malformed", "Coded prompt is not the coding of any prompt");
  }
  return prompt;
}
