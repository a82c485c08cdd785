/**
 * The structured prompt: what a picture shows, in a closed vocabulary that a diffusion decoder is conditioned on, plus an
 * optional caption in free text. Nothing in a prompt is ever evaluated; a caption is data, also when it looks like markup.
 *
 * @module
 */

import { z } from "zod";
import { colourNames, labels, positions, scenes, textures } from "./vocabulary.ts";

/** Most regions that a prompt names. */
export const REGION_LIMIT = 7;
/** Most colours of the palette. */
export const PALETTE_LIMIT = 3;
/** Longest caption, in UTF-16 code units. */
export const CAPTION_LIMIT = 200;

// Control characters, lone surrogates, line separators and the marks that reorder or hide text.
// deno-lint-ignore no-control-regex
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]+/gu;

/** A caption with control characters replaced by a space and without space at either end. Applying it twice changes nothing. */
export function cleanCaption(text: string): string {
  return text.replace(UNWANTED, " ").trim();
}

/** One region: what, where, its main colour and its surface. */
export const regionSchema = z.object({
  label: z.enum(labels).describe("What the region shows"),
  position: z.enum(positions).describe("Where it lies: a field of a 3×3 grid or a band"),
  colour: z.enum(colourNames).describe("Its main colour"),
  texture: z.enum(textures).describe("How its surface looks"),
}).strict();

/** The prompt. Regions come most important first. */
export const promptSchema = z.object({
  scene: z.enum(scenes).describe("What kind of picture it is"),
  palette: z.array(z.enum(colourNames)).min(1).max(PALETTE_LIMIT).describe("Main colours, most frequent first"),
  regions: z.array(regionSchema).max(REGION_LIMIT).describe("Regions, most important first"),
  caption: z.string().overwrite(cleanCaption).max(CAPTION_LIMIT).optional()
    .describe("Free text; control characters are removed, and what does not fit the coded prompt is cut at a word"),
}).strict();

/** What a picture shows. */
export type Prompt = z.infer<typeof promptSchema>;
/** One region of a {@linkcode Prompt}. */
export type Region = z.infer<typeof regionSchema>;
