/**
 * The symbols of a coded prompt in their order, said once for both directions: an encoder gives the prompt, a decoder the
 * symbols that it reads.
 *
 * @module
 */

import { SemcastError } from "../errors.ts";
import { captionSymbols, captionTable, captionText, END, symbolLength } from "./caption_model.ts";
import { CAPTION_LIMIT, PALETTE_LIMIT, type Prompt, type Region, REGION_LIMIT } from "./prompt.ts";
import { FORM_TABLE, NO_LABEL, tables } from "./prompt_tables.ts";
import { colourNames, type Label, labels, positions, type Scene, scenes, textures } from "./vocabulary.ts";
import {
  allLabels,
  allScenes,
  baseLabel,
  baseScene,
  contrasts,
  lights,
  orientations,
  relationKinds,
  scales,
  styles,
  times,
  views,
} from "./words.ts";

/** A symbol that is coded under a table; −1 where a decoder has yet to read it. */
export interface Step {
  readonly table: Uint16Array;
  readonly symbol: number;
}

/** A walk along the symbols: yields each step, is given the symbol, and returns the prompt. */
export type Walk<T> = Generator<Step, T, number>;

/** Most UTF-8 bytes of a caption within {@linkcode CAPTION_LIMIT}, with the space that the coding begins with. */
const CAPTION_BYTES = 3 * CAPTION_LIMIT + 1;

const wordsOf = (scene: Scene) => allScenes.filter((word) => baseScene(word) === scene);
const labelsOf = (base: Label) => allLabels.filter((label) => baseLabel(label) === base);
/** The base word first, then its finer ones in their order. */
const sceneChoices = scenes.map(wordsOf), labelChoices = labels.map(labelsOf);

/** One of a list. `value` is what an encoder says; a decoder leaves it out. */
function* one<T>(table: Uint16Array, list: readonly T[], value?: T): Walk<T> {
  return list[yield { table, symbol: value === undefined ? -1 : list.indexOf(value) }];
}

/** One of a list or nothing; `given` tells an encoder's «nothing» from a decoder's. */
function* maybe<T>(table: Uint16Array, list: readonly T[], given: boolean, value?: T): Walk<T | undefined> {
  const symbol = yield { table, symbol: given ? value === undefined ? 0 : 1 + list.indexOf(value) : -1 };
  return symbol === 0 ? undefined : list[symbol - 1];
}

function* number(table: Uint16Array, value: number | undefined): Walk<number> {
  return yield { table, symbol: value ?? -1 };
}

/** Whether the base vocabulary says all of a prompt. */
function isPlain({ time, light, style, view, scene, regions }: Prompt): boolean {
  return [time, light, style, view].every((word) => word === undefined) && baseScene(scene) === scene &&
    regions.every((r) =>
      baseLabel(r.label) === r.label &&
      [r.accent, r.box, r.run, r.surface, r.relation].every((detail) => detail === undefined)
    );
}

/** What was said; what was not is left out, so that prompts compare equal. */
function said<T extends object>(record: T): T {
  // Entries of T without those that are undefined; only optional ones are.
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

/** Walks along a prompt that is to be coded (`given`), or that is being read. */
export function* walkPrompt(given?: Prompt): Walk<Prompt> {
  const detailed = (yield* number(FORM_TABLE, given && (isPlain(given) ? 0 : 1))) === 1;
  if (detailed && (yield* number(FORM_TABLE, given && 0)) === 1) {
    throw new SemcastError("unsupported", "Prompt has a form that this build does not know");
  }
  const base = yield* one(tables.scene, scenes, given && baseScene(given.scene));
  const s = scenes.indexOf(base);
  const head = detailed
    ? {
      scene: yield* one(tables.sceneWord[s], sceneChoices[s], given?.scene),
      time: yield* maybe(tables.time, times, given !== undefined, given?.time),
      light: yield* maybe(tables.light, lights, given !== undefined, given?.light),
      style: yield* maybe(tables.style, styles, given !== undefined, given?.style),
      view: yield* maybe(tables.view, views, given !== undefined, given?.view),
    }
    : { scene: base };
  const size = Math.min(PALETTE_LIMIT, 1 + (yield* number(tables.paletteSize, given && given.palette.length - 1)));
  const palette: Prompt["palette"] = [];
  for (
    let before = colourNames.length;
    palette.length < size;
    before = colourNames.indexOf(palette[palette.length - 1])
  ) {
    palette.push(yield* one(tables.palette[before], colourNames, given?.palette[palette.length]));
  }
  const count = Math.min(REGION_LIMIT, yield* number(tables.regionCount, given?.regions.length));
  const regions: Region[] = [];
  for (let before = NO_LABEL; regions.length < count;) {
    const region = yield* walkRegion(before, detailed, given?.regions[regions.length]);
    before = labels.indexOf(baseLabel(region.label));
    regions.push(region);
  }
  const caption = (yield* number(tables.hasCaption, given && (given.caption ? 1 : 0))) === 1
    ? yield* walkCaption(given?.caption)
    : undefined;
  return said({ ...head, palette, regions, caption });
}

function* walkRegion(before: number, detailed: boolean, given?: Region): Walk<Region> {
  const base = yield* one(tables.label[before], labels, given && baseLabel(given.label));
  const l = labels.indexOf(base);
  const label = detailed ? yield* one(tables.fineLabel[l], labelChoices[l], given?.label) : base;
  const position = yield* one(tables.position[l], positions, given?.position);
  const colour = yield* one(tables.colour[l], colourNames, given?.colour);
  const texture = yield* one(tables.texture[l], textures, given?.texture);
  const region = { label, position, colour, texture };
  if (!detailed) return region;
  const accent = yield* maybe(
    tables.accent[colourNames.indexOf(colour)],
    colourNames,
    given !== undefined,
    given?.accent,
  );
  const kind = yield* number(tables.place, given && (given.box ? 1 : given.run ? 2 : 0));
  const place = kind === 1
    ? { box: yield* walkBox(positions.indexOf(position), given?.box) }
    : kind === 2
    ? { run: { first: yield* number(tables.field, given?.run?.first), length: yield* walkLength(given?.run?.length) } }
    : {};
  const t = textures.indexOf(texture);
  const surface = (yield* number(tables.hasSurface[t], given && (given.surface ? 1 : 0))) === 0 ? undefined : {
    orientation: yield* one(tables.orientation[t], orientations, given?.surface?.orientation),
    scale: yield* one(tables.scale[t], scales, given?.surface?.scale),
    contrast: yield* one(tables.contrast[t], contrasts, given?.surface?.contrast),
  };
  const how = yield* maybe(tables.relation, relationKinds, given !== undefined, given?.relation?.kind);
  const relation = how && { kind: how, region: yield* number(tables.relatedRegion, given?.relation?.region) };
  return said({ ...region, accent, ...place, surface, relation });
}

function* walkBox(p: number, given: Region["box"]): Walk<NonNullable<Region["box"]>> {
  return {
    x: yield* number(tables.x[p], given?.x),
    y: yield* number(tables.y[p], given?.y),
    width: 1 + (yield* number(tables.width[p], given && given.width - 1)),
    height: 1 + (yield* number(tables.height[p], given && given.height - 1)),
  };
}

function* walkLength(length: number | undefined): Walk<number> {
  return 1 + (yield* number(tables.field, length === undefined ? undefined : length - 1));
}

function* walkCaption(given?: string): Walk<string> {
  const coded = given === undefined ? undefined : captionSymbols(given);
  const symbols: number[] = [];
  for (let length = 0;;) {
    const symbol = yield* number(captionTable(symbols.at(-1)), coded?.[symbols.length]);
    if (symbol === END) break;
    length += symbolLength(symbol);
    if (length > CAPTION_BYTES) throw new SemcastError("malformed", `Caption has more than ${CAPTION_BYTES - 1} bytes`);
    symbols.push(symbol);
  }
  const text = captionText(symbols);
  if (text === undefined || text === "") throw new SemcastError("malformed", "Caption is not UTF-8 text");
  return text;
}
