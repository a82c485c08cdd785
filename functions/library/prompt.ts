import type { ColourName, Label, Position, Scene, Texture } from "../_shared/semantics/vocabulary.ts";
import { promptText as textOf } from "../_shared/semantics/prompt_text.ts";

/** One region: what, where, its main colour and its surface. */
export interface Region {
  label: Label;
  position: Position;
  colour: ColourName;
  texture: Texture;
}

/** What a photo shows, in a closed vocabulary. */
export interface Prompt {
  scene: Scene;
  /** Main colours, most frequent first, 1 to 3. */
  palette: ColourName[];
  /** Most important first, at most 7. */
  regions: Region[];
  /** Free text. */
  caption?: string;
}

/** A prompt in fluent English. */
export function promptText(prompt: Prompt): string {
  return textOf(prompt);
}
