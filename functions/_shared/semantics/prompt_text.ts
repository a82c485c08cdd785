import type { Prompt, Region } from "./prompt.ts";
import type { Label, Position, Scene, Texture } from "./vocabulary.ts";

const SCENE_PHRASES: Record<Scene, string> = {
  street: "a street",
  building: "a building",
  room: "a room",
  kitchen: "a kitchen",
  bedroom: "a bedroom",
  bathroom: "a bathroom",
  landscape: "an open landscape",
  mountain: "mountains",
  water: "water and its shore",
  plants: "plants",
  people: "people",
  animal: "an animal",
  vehicle: "a vehicle",
  food: "food",
  object: "an object",
};

const TEXTURE_ADJECTIVES: Record<Texture, string> = {
  smooth: "smooth",
  soft: "softly shaded",
  fine: "finely textured",
  coarse: "coarsely textured",
  busy: "richly detailed",
  horizontal: "horizontally striped",
  vertical: "vertically striped",
  diagonal: "diagonally striped",
  regular: "regularly patterned",
};

const LABEL_NOUNS: Record<Label, string> = {
  sky: "sky",
  building: "building",
  road: "road",
  vegetation: "vegetation",
  vehicle: "vehicle",
  person: "person",
  object: "object",
  other: "background",
};

/** Words that take no article: «vegetation», not «a vegetation». */
const UNCOUNTED: ReadonlySet<Label> = new Set<Label>(["sky", "vegetation", "other"]);

const PLACES: Record<Position, string> = {
  "top left": "at the top left",
  "top": "at the top",
  "top right": "at the top right",
  "left": "on the left",
  "centre": "in the centre",
  "right": "on the right",
  "bottom left": "at the bottom left",
  "bottom": "at the bottom",
  "bottom right": "at the bottom right",
  "across the top": "across the top",
  "across the middle": "across the middle",
  "across the bottom": "across the bottom",
  "down the left": "down the left side",
  "down the right": "down the right side",
  "throughout": "throughout",
};

/** «a», «a and b», «a, b and c». */
function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function regionPhrase(region: Region): string {
  const described = `${TEXTURE_ADJECTIVES[region.texture]} ${region.colour} ${LABEL_NOUNS[region.label]}`;
  const article = UNCOUNTED.has(region.label) ? "" : "a ";
  return `${article}${described} ${PLACES[region.position]}`;
}

/**
 * The prompt in fluent English, for decoders that are conditioned on text: the caption first, where there is one, then
 * «A photo of a street, mostly grey and sky blue. It shows smooth sky blue sky across the top and a … .»
 */
export function promptText(prompt: Prompt): string {
  const sentences: string[] = [];
  if (prompt.caption) sentences.push(/[.!?…]$/u.test(prompt.caption) ? prompt.caption : `${prompt.caption}.`);
  sentences.push(`A photo of ${SCENE_PHRASES[prompt.scene]}, mostly ${joined([...new Set(prompt.palette)])}.`);
  if (prompt.regions.length > 0) sentences.push(`It shows ${joined(prompt.regions.map(regionPhrase))}.`);
  return sentences.join(" ");
}
