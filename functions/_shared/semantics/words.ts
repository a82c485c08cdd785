/**
 * The finer words of the prompt. Each scene word and each region label belongs to one of the base words of
 * `vocabulary.ts`, which is all that the tiny decoder is told. Their order is part of the wire format (form 1) and of the
 * key-map network: words may be appended, never moved.
 *
 * @module
 */
import { type Label, labels, type Scene, scenes } from "./vocabulary.ts";

/** Scene words and the scene that each belongs to; channel k of the network's scene head is word k. */
export const sceneOfWord = {
  "living room": "room",
  "dining room": "room",
  bedroom: "bedroom",
  bathroom: "bathroom",
  kitchen: "kitchen",
  office: "room",
  "meeting room": "room",
  hallway: "room",
  shop: "room",
  restaurant: "room",
  museum: "room",
  "sports hall": "room",
  "games room": "room",
  stage: "room",
  "station hall": "room",
  cabin: "vehicle",
  workshop: "room",
  "church interior": "room",
  closet: "room",
  interior: "room",
  "city street": "street",
  road: "street",
  skyline: "building",
  castle: "building",
  church: "building",
  tower: "building",
  bridge: "building",
  house: "building",
  building: "building",
  "snowy mountains": "mountain",
  mountains: "mountain",
  cliff: "mountain",
  beach: "water",
  sea: "water",
  river: "water",
  lake: "water",
  pool: "water",
  forest: "plants",
  garden: "plants",
  field: "landscape",
  desert: "landscape",
  playground: "street",
  cat: "animal",
  dog: "animal",
  bird: "animal",
  horse: "animal",
  sheep: "animal",
  cow: "animal",
  elephant: "animal",
  bear: "animal",
  zebra: "animal",
  giraffe: "animal",
  meal: "food",
  cake: "food",
  fruit: "food",
  vegetables: "food",
  airplane: "vehicle",
  train: "vehicle",
  bus: "vehicle",
  truck: "vehicle",
  motorcycle: "vehicle",
  bicycle: "vehicle",
  boat: "water",
  car: "vehicle",
  sport: "people",
  people: "people",
  fish: "animal",
  frog: "animal",
  turtle: "animal",
  lizard: "animal",
  snake: "animal",
  insect: "animal",
  "wild animal": "animal",
  "sea creature": "animal",
  crab: "animal",
  "big cat": "animal",
  "small animal": "animal",
  monkey: "animal",
  flowers: "plants",
  plant: "plants",
  mushroom: "plants",
  furniture: "room",
  "musical instrument": "object",
  clothing: "object",
  electronics: "object",
  kitchenware: "object",
  bottle: "object",
  tool: "object",
  ball: "object",
  bag: "object",
  book: "object",
  sign: "object",
  toy: "object",
  weapon: "object",
  groceries: "food",
} as const;

/** Region labels beyond {@linkcode labels} and the base label of each: Pascal VOC's things, then stuff. */
export const baseOfLabel = {
  airplane: "vehicle",
  bicycle: "vehicle",
  bird: "object",
  boat: "vehicle",
  bottle: "object",
  bus: "vehicle",
  car: "vehicle",
  cat: "object",
  chair: "object",
  cow: "object",
  table: "object",
  dog: "object",
  horse: "object",
  motorcycle: "vehicle",
  "potted plant": "object",
  sheep: "object",
  sofa: "object",
  train: "vehicle",
  screen: "object",
  tree: "vegetation",
  grass: "vegetation",
  flowers: "vegetation",
  water: "other",
  mountain: "other",
  rock: "other",
  sand: "other",
  snow: "other",
  floor: "other",
  wall: "other",
  furniture: "object",
  fabric: "other",
} as const;

/** A finer word for a scene. */
export type SceneWord = keyof typeof sceneOfWord;
/** A label beyond the base ones. */
export type FineLabel = keyof typeof baseOfLabel;

/** A scene of a prompt: a base scene or a finer word. */
export type AnyScene = Scene | SceneWord;
/** A label of a region: a base label or a finer one. */
export type AnyLabel = Label | FineLabel;

// Object.keys gives string[]; these are the keys of constants.
/** The finer scene words, in the order of the network's scene head. */
export const sceneWords: [SceneWord, ...SceneWord[]] = Object.keys(sceneOfWord) as [SceneWord, ...SceneWord[]];
/** The finer labels, in the order of the network's channels. */
export const fineLabels: [FineLabel, ...FineLabel[]] = Object.keys(baseOfLabel) as [FineLabel, ...FineLabel[]];

/** Every scene that a prompt may name: the base scenes, then the words that are not among them. */
export const allScenes: [AnyScene, ...AnyScene[]] = [
  scenes[0],
  ...new Set<AnyScene>([...scenes.slice(1), ...sceneWords]),
];
/** Every label that a region may have: class k of the key-map network (channel k + 1). */
export const allLabels: [AnyLabel, ...AnyLabel[]] = [...labels, ...fineLabels];

const isBaseScene = (word: AnyScene): word is Scene => scenes.some((scene) => scene === word);
const isBaseLabel = (word: AnyLabel): word is Label => labels.some((label) => label === word);

/** The base scene of a scene word; a base scene is its own. */
export function baseScene(word: AnyScene): Scene {
  return isBaseScene(word) ? word : sceneOfWord[word];
}

/** The base label of a label; a base label is its own. */
export function baseLabel(label: AnyLabel): Label {
  return isBaseLabel(label) ? label : baseOfLabel[label];
}

/** Time of day. */
export const times = ["day", "dawn", "dusk", "night"] as const;
/** Light. */
export const lights = ["bright", "soft", "dim", "harsh", "backlit"] as const;
/** Kind of picture; nothing said means a colour photograph. */
export const styles = ["black and white", "sepia", "painting", "drawing", "rendering", "screenshot", "poster"] as const;
/** Where the camera stands. */
export const views = ["close-up", "medium shot", "wide shot", "from above", "from below", "aerial"] as const;
/** Direction of the stripes or edges of a surface, as they run in the picture. */
export const orientations = ["none", "horizontal", "rising", "vertical", "falling"] as const;
/** Size of what repeats on a surface. */
export const scales = ["fine", "medium", "coarse"] as const;
/** Strength of a surface's contrast. */
export const contrasts = ["low", "medium", "high"] as const;
/** How a region lies to another. */
export const relationKinds = [
  "in front of",
  "behind",
  "on",
  "under",
  "inside",
  "left of",
  "right of",
  "next to",
  "reflected in",
] as const;
