/**
 * The structured prompt: what a picture shows, in a closed vocabulary that decoders are conditioned on, plus an optional
 * caption in free text. Nothing in a prompt is ever evaluated; a caption is data, also when it looks like markup.
 * `docs/prompt.schema.json` is the same as JSON Schema.
 *
 * @module
 */

import { z } from "zod";
import { colourNames, positions, textures } from "./vocabulary.ts";
import {
  allLabels,
  allScenes,
  contrasts,
  lights,
  orientations,
  relationKinds,
  scales,
  styles,
  times,
  views,
} from "./words.ts";

/** Most regions that a prompt names. */
export const REGION_LIMIT = 7;
/** Most colours of the palette. */
export const PALETTE_LIMIT = 3;
/** Longest caption, in UTF-16 code units. */
export const CAPTION_LIMIT = 200;
/** Boxes and runs are given on a grid of this many fields a side, whatever the photo's size. */
export const GRID = 16;

// Control characters, lone surrogates, line separators and the marks that reorder or hide text.
// deno-lint-ignore no-control-regex
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]+/gu;

/** A caption with control characters replaced by a space and without space at either end. Applying it twice changes nothing. */
export function cleanCaption(text: string): string {
  return text.replace(UNWANTED, " ").trim();
}

const whole = (min: number, max: number) => z.int().min(min).max(max);

/** A box on the grid of 16×16 fields: its first column and row, and how many it has. */
export const boxSchema = z.object({
  x: whole(0, GRID - 1),
  y: whole(0, GRID - 1),
  width: whole(1, GRID),
  height: whole(1, GRID),
}).strict().refine((b) => b.x + b.width <= GRID && b.y + b.height <= GRID, "Expected a box within 16×16 fields");

/** A run of fields in reading order on the grid of 16×16. */
export const runSchema = z.object({
  first: whole(0, GRID * GRID - 1),
  length: whole(1, GRID * GRID),
}).strict().refine((r) => r.first + r.length <= GRID * GRID, "Expected a run within 16×16 fields");

/** How a surface is structured. */
export const surfaceSchema = z.object({
  orientation: z.enum(orientations).describe("How its stripes or edges run"),
  scale: z.enum(scales).describe("Size of what repeats"),
  contrast: z.enum(contrasts),
}).strict();

/** How a region lies to another one. */
export const relationSchema = z.object({
  kind: z.enum(relationKinds),
  region: whole(0, REGION_LIMIT - 1).describe("The other region, by its place in the list"),
}).strict();

/** One region: what, where, its colours, its surface, and how it lies to another. */
export const regionSchema = z.object({
  label: z.enum(allLabels).describe("What the region shows"),
  position: z.enum(positions).describe("Where it lies: a field of a 3×3 grid or a band"),
  colour: z.enum(colourNames).describe("Its main colour"),
  texture: z.enum(textures).describe("How its surface looks"),
  accent: z.enum(colourNames).optional().describe("Its second colour"),
  box: boxSchema.optional().describe("Where it lies, more exactly; not together with run"),
  run: runSchema.optional().describe("Where it lies, as a run of fields; not together with box"),
  surface: surfaceSchema.optional().describe("Its surface, more exactly"),
  relation: relationSchema.optional().describe("How it lies to another region"),
}).strict().refine((r) => r.box === undefined || r.run === undefined, "Expected one of box and run");

/** The prompt. Regions come most important first. */
export const promptSchema = z.object({
  scene: z.enum(allScenes).describe("What kind of picture it is"),
  time: z.enum(times).optional().describe("Time of day"),
  light: z.enum(lights).optional(),
  style: z.enum(styles).optional().describe("Kind of picture; without it, a colour photograph"),
  view: z.enum(views).optional().describe("Where the camera stands"),
  palette: z.array(z.enum(colourNames)).min(1).max(PALETTE_LIMIT).describe("Main colours, most frequent first"),
  regions: z.array(regionSchema).max(REGION_LIMIT).describe("Regions, most important first"),
  caption: z.string().overwrite(cleanCaption).max(CAPTION_LIMIT).optional()
    .describe("Free text; control characters are removed, and what does not fit the coded prompt is cut at a word"),
}).strict().refine(
  ({ regions }) =>
    regions.every(({ relation }, i) => !relation || relation.region < regions.length && relation.region !== i),
  { path: ["regions"], message: "Expected relations to other regions of the list" },
);

/** What a picture shows. */
export type Prompt = z.infer<typeof promptSchema>;
/** One region of a {@linkcode Prompt}. */
export type Region = z.infer<typeof regionSchema>;
