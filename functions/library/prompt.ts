import { promptText as textOf } from "../_shared/semantics/prompt_text.ts";
import type { ColourName, Position, Texture } from "../_shared/semantics/vocabulary.ts";
import type {
  AnyLabel,
  AnyScene,
  contrasts,
  lights,
  orientations,
  relationKinds,
  scales,
  styles,
  times,
  views,
} from "../_shared/semantics/words.ts";

/** What a region may show. */
export type Label = AnyLabel;

/** One region: what, where, its colours, its surface, and how it lies to another. */
export interface Region {
  label: Label;
  position: Position;
  /** Main colour. */
  colour: ColourName;
  texture: Texture;
  /** Second colour. */
  accent?: ColourName;
  /** Where it lies on a grid of 16×16 fields. */
  box?: { x: number; y: number; width: number; height: number };
  /** The same as a run of fields in reading order; not together with `box`. */
  run?: { first: number; length: number };
  /** Direction of stripes or edges, size of what repeats, strength. */
  surface?: {
    orientation: (typeof orientations)[number];
    scale: (typeof scales)[number];
    contrast: (typeof contrasts)[number];
  };
  /** How it lies to another region, by its place in the list. */
  relation?: { kind: (typeof relationKinds)[number]; region: number };
}

/** What a photo shows, in a closed vocabulary (docs/prompt.schema.json). */
export interface Prompt {
  scene: AnyScene;
  time?: (typeof times)[number];
  light?: (typeof lights)[number];
  /** Kind of picture; without it, a colour photograph. */
  style?: (typeof styles)[number];
  view?: (typeof views)[number];
  /** Main colours, most frequent first, 1 to 3. */
  palette: ColourName[];
  /** Most important first, at most 7. */
  regions: Region[];
  /** Free text. */
  caption?: string;
}

/** A prompt in fluent English. The caption is in it as it is: whoever shows it as HTML must escape it. */
export function promptText(prompt: Prompt): string {
  return textOf(prompt);
}
