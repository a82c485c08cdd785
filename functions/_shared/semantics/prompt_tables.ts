/**
 * Static frequencies of the coded prompt, the same at both ends. `prompt_model.json` (form 0) may never change; a change of
 * `prompt_details.json` would change form 1.
 *
 * @module
 */

import { GRID, REGION_LIMIT } from "./prompt.ts";
import details from "./prompt_details.json" with { type: "json" };
import model from "./prompt_model.json" with { type: "json" };
import { labels } from "./vocabulary.ts";

/** First symbol: 0 = base words alone, 1 = with details; then, in the latter, 0 again, and 1 for a later form. */
export const FORM_TABLE = Uint16Array.of(255, 1);
/** Row of the label table where no label came before. */
export const NO_LABEL: number = labels.length;

const row = (values: readonly number[]): Uint16Array => Uint16Array.from(values);
const flat = (count: number): Uint16Array => new Uint16Array(count).fill(1);
/** Frequency tables by what they code; those of several rows by what they depend on. */
export const tables = {
  scene: row(model.scene),
  paletteSize: row(model.paletteSize),
  /** By the colour before, or `colourNames.length` at the start. */
  palette: model.palette.map(row),
  regionCount: row(model.regionCount),
  /** By the label before, or {@linkcode NO_LABEL}. */
  label: model.label.map(row),
  /** The rest by the region's base label. */
  position: model.position.map(row),
  colour: model.colour.map(row),
  texture: model.texture.map(row),
  hasCaption: row(model.hasCaption),
  /** Scene word by base scene, label by base label: 0 = the base word itself. */
  sceneWord: details.sceneWord.map(row),
  fineLabel: details.fineLabel.map(row),
  time: row(details.time),
  light: row(details.light),
  style: row(details.style),
  view: row(details.view),
  /** By main colour: 0 = none. */
  accent: details.accent.map(row),
  /** None, box, run. */
  place: row(details.place),
  /** By position. */
  x: details.x.map(row),
  y: details.y.map(row),
  width: details.width.map(row),
  height: details.height.map(row),
  field: flat(GRID * GRID),
  hasSurface: details.hasSurface.map(row),
  /** By texture. */
  orientation: details.orientation.map(row),
  scale: details.scale.map(row),
  contrast: details.contrast.map(row),
  relation: row(details.relation),
  relatedRegion: flat(REGION_LIMIT),
};
