/**
 * The structured prompt in at most 64 bytes: arithmetic coding under static frequencies that both ends share
 * (`prompt_model.json`, counted on training photographs). docs/semantics.md has the order of the symbols.
 *
 * @module
 */

import { decodeWithTables, encodeWithTables } from "../../../kernels/entropy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { captionSymbols, captionTable, captionText, END, symbolLength } from "./caption_model.ts";
import { CAPTION_LIMIT, cleanCaption, PALETTE_LIMIT, type Prompt, promptSchema, REGION_LIMIT } from "./prompt.ts";
import model from "./prompt_model.json" with { type: "json" };
import { type ColourName, colourNames, labels, positions, scenes, textures } from "./vocabulary.ts";

/** Most bytes that a coded prompt has. */
export const PROMPT_BYTES = 64;
/** Most UTF-8 bytes of a caption within {@linkcode CAPTION_LIMIT}, with the space that the coding begins with. */
const CAPTION_BYTES = 3 * CAPTION_LIMIT + 1;
/** First symbol: 0 = this form. A later form gets the other value. */
const FORM_TABLE = Uint16Array.of(255, 1);
const NO_LABEL: number = labels.length;

const row = (values: readonly number[]): Uint16Array => Uint16Array.from(values);
const tables = {
  scene: row(model.scene),
  paletteSize: row(model.paletteSize),
  /** By the colour before, or `colourNames.length` at the start. */
  palette: model.palette.map(row),
  regionCount: row(model.regionCount),
  /** By the label before, or {@linkcode NO_LABEL}. */
  label: model.label.map(row),
  /** The rest by the region's own label. */
  position: model.position.map(row),
  colour: model.colour.map(row),
  texture: model.texture.map(row),
  hasCaption: row(model.hasCaption),
};

/** One symbol and the table it is coded under. */
interface Coded {
  readonly symbol: number;
  readonly table: Uint16Array;
}

/** A reader of symbols: yields the table of the next one, is given the symbol, and returns the result at the end. */
type Reading<T> = Generator<Uint16Array, T, number>;

/**
 * Codes a prompt. A caption that does not fit {@linkcode PROMPT_BYTES} is cut after the last word that does, or, where not
 * even its first word fits, after the last whole character.
 *
 * @throws {SemcastError} `invalid-argument` for a prompt that breaks its schema
 */
export function encodePrompt(prompt: Prompt): Uint8Array {
  const checked = promptSchema.safeParse(prompt);
  if (!checked.success) {
    throw new SemcastError("invalid-argument", `Prompt breaks its schema: ${checked.error.issues[0].message}`);
  }
  const { caption = "", ...structure } = checked.data;
  const whole = encodeSymbols({ ...structure, caption });
  if (whole.length <= PROMPT_BYTES) return whole;
  const words = [...caption.matchAll(/\s+/gu)].map((space) => space.index);
  const characters = [...caption].reduce<number[]>((ends, c) => [...ends, (ends.at(-1) ?? 0) + c.length], []);
  return longestFitting(structure, caption, words) ?? longestFitting(structure, caption, characters) ??
    encodeSymbols(structure);
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
  const coded = promptSymbols(prompt);
  const bytes = encodeWithTables(Uint16Array.from(coded, ({ symbol }) => symbol), coded.map(({ table }) => table));
  // The coder drops zeros at the end; no bytes at all would read as «no prompt».
  return bytes.length > 0 ? bytes : Uint8Array.of(0);
}

/** The symbols of a prompt in their order, each with its table. */
function promptSymbols(prompt: Prompt): Coded[] {
  const coded: Coded[] = [];
  const put = (table: Uint16Array, symbol: number) => coded.push({ symbol, table });
  put(FORM_TABLE, 0);
  put(tables.scene, scenes.indexOf(prompt.scene));
  put(tables.paletteSize, prompt.palette.length - 1);
  let before = colourNames.length;
  for (const colour of prompt.palette) put(tables.palette[before], before = colourNames.indexOf(colour));
  put(tables.regionCount, prompt.regions.length);
  let labelBefore = NO_LABEL;
  for (const region of prompt.regions) {
    const label = labels.indexOf(region.label);
    put(tables.label[labelBefore], label);
    put(tables.position[label], positions.indexOf(region.position));
    put(tables.colour[label], colourNames.indexOf(region.colour));
    put(tables.texture[label], textures.indexOf(region.texture));
    labelBefore = label;
  }
  put(tables.hasCaption, prompt.caption ? 1 : 0);
  if (prompt.caption) captionSymbols(prompt.caption).forEach((symbol, i, all) => put(captionTable(all[i - 1]), symbol));
  return coded;
}

/** Reads the symbols of a prompt back; the mirror of {@linkcode promptSymbols}. */
function* readPrompt(): Reading<Prompt> {
  if ((yield FORM_TABLE) !== 0) {
    throw new SemcastError("unsupported", "Prompt has a form that this build does not know");
  }
  const scene = scenes[yield tables.scene];
  const palette: ColourName[] = [];
  const size = Math.min(PALETTE_LIMIT, (yield tables.paletteSize) + 1);
  for (let before = colourNames.length; palette.length < size; palette.push(colourNames[before])) {
    before = yield tables.palette[before];
  }
  const regions: Prompt["regions"] = [];
  const count = Math.min(REGION_LIMIT, yield tables.regionCount);
  for (let label = NO_LABEL; regions.length < count;) {
    label = yield tables.label[label];
    regions.push({
      label: labels[label],
      position: positions[yield tables.position[label]],
      colour: colourNames[yield tables.colour[label]],
      texture: textures[yield tables.texture[label]],
    });
  }
  const prompt = { scene, palette, regions };
  return (yield tables.hasCaption) === 0 ? prompt : { ...prompt, caption: yield* readCaption() };
}

function* readCaption(): Reading<string> {
  const symbols: number[] = [];
  for (let length = 0;;) {
    const symbol = yield captionTable(symbols.at(-1));
    if (symbol === END) break;
    length += symbolLength(symbol);
    if (length > CAPTION_BYTES) throw new SemcastError("malformed", `Caption has more than ${CAPTION_BYTES - 1} bytes`);
    symbols.push(symbol);
  }
  const text = captionText(symbols);
  if (text === undefined || text === "") throw new SemcastError("malformed", "Caption is not UTF-8 text");
  return text;
}

/**
 * Reads a coded prompt. Each prompt has exactly one coding: any other bytes are refused. Bounded work on any input.
 *
 * @throws {SemcastError} `malformed` for bytes that {@linkcode encodePrompt} does not make, `unsupported` for a later form
 */
export function decodePrompt(bytes: Uint8Array): Prompt {
  if (bytes.length < 1 || bytes.length > PROMPT_BYTES) {
    throw new SemcastError("malformed", `Coded prompt must have 1 to ${PROMPT_BYTES} bytes, got ${bytes.length}`);
  }
  const reading = readPrompt();
  let prompt: Prompt | undefined;
  decodeWithTables(bytes, (symbol) => {
    const step = symbol < 0 ? reading.next() : reading.next(symbol);
    if (!step.done) return step.value;
    prompt = step.value;
    return null;
  });
  if (prompt === undefined) throw new SemcastError("internal", "Prompt decoder stopped before the end");
  if (
    prompt.caption !== undefined &&
    (prompt.caption.length > CAPTION_LIMIT || cleanCaption(prompt.caption) !== prompt.caption)
  ) {
    throw new SemcastError("malformed", "Caption holds characters that no prompt has, or too many");
  }
  const again = encodeSymbols(prompt);
  if (again.length !== bytes.length || again.some((byte, i) => byte !== bytes[i])) {
    throw new SemcastError("malformed", "Coded prompt is not the coding of any prompt");
  }
  return prompt;
}
