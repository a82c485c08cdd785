/**
 * The closed vocabulary of the structured prompt: every word that a scene, a palette or a region may use, with the id
 * that the diffusion decoder knows it by. Ids are positions in {@linkcode vocabulary}; 0 means «nothing said». The list is
 * part of the wire format and of the trained weights: words may be appended to the end, never moved.
 *
 * @module
 */

/** Scenes, in the order of the key-map network's scene head (channel k is scene k). */
export const scenes = [
  "street",
  "building",
  "room",
  "kitchen",
  "bedroom",
  "bathroom",
  "landscape",
  "mountain",
  "water",
  "plants",
  "people",
  "animal",
  "vehicle",
  "food",
  "object",
] as const;

/** Colour names with their centres as sRGB bytes. */
export const colours = {
  black: [16, 16, 16],
  charcoal: [58, 58, 60],
  grey: [118, 118, 118],
  silver: [182, 182, 182],
  white: [242, 242, 242],
  red: [200, 40, 36],
  maroon: [104, 26, 32],
  pink: [228, 158, 168],
  orange: [226, 124, 42],
  brown: [126, 84, 52],
  umber: [62, 46, 34],
  tan: [186, 152, 112],
  beige: [222, 206, 178],
  yellow: [238, 212, 62],
  ochre: [186, 140, 42],
  olive: [104, 104, 48],
  lime: [164, 192, 76],
  green: [72, 136, 60],
  "dark green": [34, 60, 34],
  teal: [36, 110, 112],
  turquoise: [84, 186, 190],
  "sky blue": [152, 190, 226],
  blue: [54, 104, 188],
  navy: [28, 40, 82],
  slate: [100, 116, 136],
  purple: [104, 62, 132],
  magenta: [190, 66, 134],
} as const;

/** A colour of the vocabulary. */
export type ColourName = keyof typeof colours;

/** The names of {@linkcode colours}, in vocabulary order. */
// Object.keys gives string[]; these are the keys of a constant.
export const colourNames = Object.keys(colours) as [ColourName, ...ColourName[]];

/** What a region shows: class k of the key-map network (importance is channel 0, class k is channel k + 1). */
export const labels = ["sky", "building", "road", "vegetation", "vehicle", "person", "object", "other"] as const;

/** Where a region lies: the nine fields of a 3×3 grid, then shapes that span several of them. */
export const positions = [
  "top left",
  "top",
  "top right",
  "left",
  "centre",
  "right",
  "bottom left",
  "bottom",
  "bottom right",
  "across the top",
  "across the middle",
  "across the bottom",
  "down the left",
  "down the right",
  "throughout",
] as const;

/** How a region's surface looks, from its gradients. */
export const textures = [
  "smooth",
  "soft",
  "fine",
  "coarse",
  "busy",
  "horizontal",
  "vertical",
  "diagonal",
  "regular",
] as const;

/** A scene of the vocabulary. */
export type Scene = (typeof scenes)[number];
/** A region label of the vocabulary. */
export type Label = (typeof labels)[number];
/** A position of the vocabulary. */
export type Position = (typeof positions)[number];
/** A texture of the vocabulary. */
export type Texture = (typeof textures)[number];
/** Which list a word belongs to. */
export type WordKind = "none" | "scene" | "colour" | "label" | "position" | "texture";

/** One word and its id. */
export interface Word {
  readonly id: number;
  readonly kind: WordKind;
  readonly word: string;
}

/** Most words there can be: the size of the decoder's embedding table. */
export const VOCABULARY_LIMIT = 256;

/** All words; a word's place is its id. The same list is in `models/tiny/vocabulary.json`. */
export const vocabulary: readonly Word[] = ([
  ["none", [""]],
  ["scene", scenes],
  ["colour", colourNames],
  ["label", labels],
  ["position", positions],
  ["texture", textures],
] as const).flatMap(([kind, words]) => words.map((word: string) => ({ kind, word })))
  .map(({ kind, word }, id) => ({ id, kind, word }));

const ids = new Map(vocabulary.map(({ id, kind, word }) => [`${kind}:${word}`, id]));

/** Id of a word of a kind; 0 where there is no such word or none is given. */
export function wordId(kind: WordKind, word: string | undefined): number {
  return word === undefined ? 0 : ids.get(`${kind}:${word}`) ?? 0;
}
