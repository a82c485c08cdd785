import type { Prompt, Region } from "./prompt.ts";
import type { Position, Texture } from "./vocabulary.ts";
import type { AnyLabel, AnyScene } from "./words.ts";

/** Scenes that are not «a …» of their word. */
const SCENE_PHRASES: Partial<Record<AnyScene, string>> = {
  landscape: "an open landscape",
  mountain: "mountains",
  water: "water and its shore",
  plants: "plants",
  people: "people",
  food: "food",
  interior: "an interior",
  "snowy mountains": "snowy mountains",
  mountains: "mountains",
  sea: "the sea",
  skyline: "a skyline",
  vegetables: "vegetables",
  sport: "people at sport",
  groceries: "groceries",
  clothing: "clothing",
  electronics: "electronics",
  kitchenware: "kitchenware",
  furniture: "furniture",
  flowers: "flowers",
  fruit: "fruit",
  sheep: "sheep",
  fish: "a fish",
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

/** Words that take no article: «vegetation», not «a vegetation». */
const UNCOUNTED: ReadonlySet<AnyLabel> = new Set<AnyLabel>([
  "sky",
  "vegetation",
  "other",
  "grass",
  "flowers",
  "water",
  "rock",
  "sand",
  "snow",
  "furniture",
  "fabric",
  "sheep",
]);

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

const MOMENTS = { day: "by day", dawn: "at dawn", dusk: "at dusk", night: "at night" };

/** «a», «a and b», «a, b and c». */
function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}

function noun(label: AnyLabel): string {
  return label === "other" ? "background" : label;
}

function regionPhrase(
  { label, position, colour, accent, texture, relation }: Region,
  regions: readonly Region[],
): string {
  const surface = TEXTURE_ADJECTIVES[texture];
  const described = `${surface} ${accent === undefined ? colour : `${colour} and ${accent}`} ${noun(label)}`;
  const other = relation === undefined ? undefined : regions[relation.region];
  const where = relation === undefined || other === undefined ? "" : `, ${relation.kind} the ${noun(other.label)}`;
  return `${UNCOUNTED.has(label) ? described : withArticle(described)} ${PLACES[position]}${where}`;
}

function scenePhrase({ scene, time, light, style, view, palette }: Prompt): string {
  const kind = style === undefined
    ? "photo"
    : style === "black and white" || style === "sepia"
    ? `${style} photo`
    : style;
  const what = SCENE_PHRASES[scene] ?? withArticle(scene);
  const extras = [
    ...(time === undefined ? [] : [` ${MOMENTS[time]}`]),
    ...(light === undefined ? [] : [light === "backlit" ? ", backlit" : `, in ${light} light`]),
    ...(view === undefined ? [] : [view.startsWith("from") ? `, seen ${view}` : `, ${withArticle(viewNoun(view))}`]),
  ];
  return `${withArticle(kind)} of ${what}${extras.join("")}, mostly ${joined([...new Set(palette)])}`;
}

function viewNoun(view: NonNullable<Prompt["view"]>): string {
  return view === "aerial" ? "aerial view" : view;
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/**
 * The prompt in fluent English, for decoders that are conditioned on text: the caption first, where there is one, then
 * «A photo of a street, mostly grey and sky blue. It shows smooth sky blue sky across the top and a … .»
 *
 * The caption is in it as it is: whoever shows the text as HTML must escape it.
 */
export function promptText(prompt: Prompt): string {
  const sentences: string[] = [];
  if (prompt.caption) sentences.push(/[.!?…]$/u.test(prompt.caption) ? prompt.caption : `${prompt.caption}.`);
  sentences.push(sentence(scenePhrase(prompt)));
  const { regions } = prompt;
  if (regions.length > 0) {
    const phrases = regions.map((region) => regionPhrase(region, regions));
    // A region that stands in a relation has a comma of its own.
    const related = regions.some(({ relation }) => relation !== undefined);
    sentences.push(`It shows ${related ? phrases.join("; ") : joined(phrases)}.`);
  }
  return sentences.join(" ");
}
