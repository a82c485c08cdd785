import type { Model, Tensor } from "../../../kernels/nn/wasm.ts";
import { resize, type Rgb } from "../../../kernels/pixels/wasm.ts";
import { SemcastError } from "../errors.ts";
import { mapResampler, type MapSize } from "./resample_map.ts";
import { scenes } from "./vocabulary.ts";
import { allLabels, baseScene, sceneWords } from "./words.ts";

/** Pixels of a latent cell, per side. */
export const CELL = 16;
/** Columns and rows of the cells that cover a picture; the last ones may reach over its edge. */
export function cellsOf({ width, height }: { readonly width: number; readonly height: number }): MapSize {
  return { width: Math.ceil(width / CELL), height: Math.ceil(height / CELL) };
}

/** Short side of the picture that the network sees. */
const NETWORK_SIDE = 192;
/** The long side is a multiple of this… */
const NETWORK_MULTIPLE = 32;
/** …and at most this: longer pictures are squeezed, so that the work stays bounded. */
const NETWORK_LONG_SIDE = 768;
/** Network pixels per value of its map. */
const NETWORK_STRIDE = 8;
/** Logits are i16 in Q8. */
const LOGIT_UNIT = 256;
/**
 * Importance is σ(SHARPNESS · logit + OFFSET). The network, which learns from soft targets, is less sure than it could be;
 * both numbers were chosen on held-back photographs that are not in the main figure of docs/semantics.md.
 */
const SHARPNESS = 2, OFFSET = -0.6;
/** Channels of the network's map: importance, then one for each of {@linkcode allLabels}. */
const IMPORTANCE = 0, FIRST_CLASS = 1;

/** What the key-map network says about a photo, per latent cell of 16×16 pixels, row by row. */
export interface KeyMap {
  /** How much each cell matters, in [0, 1]. */
  readonly importance: Float32Array;
  /** Index into `allLabels` of what each cell shows. */
  readonly classes: Uint8Array;
  /** Index into `scenes`: the scene whose words together are likeliest. */
  readonly scene: number;
  /** Index into `sceneWords`: the likeliest word of that scene… */
  readonly word: number;
  /** …and how likely the network finds it, in [0, 1]. */
  readonly wordChance: number;
  /** Cells per row: ⌈photo width / 16⌉. */
  readonly width: number;
  /** Rows of cells: ⌈photo height / 16⌉. */
  readonly height: number;
}

/** The size at which the network sees a photo: short side 192, long side the nearest multiple of 32 in proportion. */
export function networkSize(width: number, height: number): { width: number; height: number } {
  const ratio = Math.max(width, height) / Math.min(width, height);
  const wanted = Math.round(ratio * NETWORK_SIDE / NETWORK_MULTIPLE) * NETWORK_MULTIPLE;
  const long = Math.min(NETWORK_LONG_SIDE, Math.max(NETWORK_SIDE, wanted));
  return width >= height ? { width: long, height: NETWORK_SIDE } : { width: NETWORK_SIDE, height: long };
}

/**
 * Runs the key-map network (graph `key_map` of `models/tiny/key_map.scnn`) on a photo of any size.
 *
 * @throws {SemcastError} `internal` when the model's outputs do not have the expected shapes
 */
export function keyMap(image: Rgb, model: Model): KeyMap {
  const size = networkSize(image.width, image.height);
  const same = size.width === image.width && size.height === image.height;
  const rgb = same ? image : resize(image, size.width, size.height);
  const { key_map: map, scene } = model.run("key_map", { rgb });
  const gridWidth = size.width / NETWORK_STRIDE, gridHeight = size.height / NETWORK_STRIDE;
  checkShape("key_map", map, gridHeight, gridWidth, FIRST_CLASS + allLabels.length);
  checkShape("scene", scene, 1, 1, sceneWords.length);

  const grid = { width: gridWidth, height: gridHeight };
  const channels = map.shape[2];
  const { width, height } = cellsOf(image);
  // The last cells may reach over the photo's edge; there the map is continued by its last values.
  const scaleX = gridWidth * CELL / image.width, scaleY = gridHeight * CELL / image.height;
  const resample = mapResampler(grid, { width, height }, scaleX, scaleY);
  const logits = new Float32Array(gridWidth * gridHeight);
  const readPlane = (channel: number, out: Float32Array): void => {
    for (let i = 0; i < logits.length; i++) logits[i] = map.data[i * channels + channel] / LOGIT_UNIT;
    resample(logits, out);
  };
  const importance = new Float32Array(width * height);
  readPlane(IMPORTANCE, importance);
  importance.forEach((logit, i) => importance[i] = 1 / (1 + Math.exp(-(SHARPNESS * logit + OFFSET))));
  // One label after the other: the planes of all together would be some megabytes of a large photo.
  const classes = new Uint8Array(width * height), plane = new Float32Array(classes.length);
  const highest = new Float32Array(classes.length).fill(-Infinity);
  allLabels.forEach((_, label) => {
    readPlane(FIRST_CLASS + label, plane);
    for (let i = 0; i < plane.length; i++) if (plane[i] > highest[i]) [highest[i], classes[i]] = [plane[i], label];
  });
  return { importance, classes, ...sceneOf(scene.data), width, height };
}

/** Words of one scene share its votes, so the scene is judged by their sum. */
function sceneOf(logits: ArrayLike<number>): Pick<KeyMap, "scene" | "word" | "wordChance"> {
  const highest = sceneWords.reduce((most, _, k) => Math.max(most, logits[k]), -Infinity);
  const chances = sceneWords.map((_, k) => Math.exp((logits[k] - highest) / LOGIT_UNIT));
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const ofScene = scenes.map((scene) =>
    sceneWords.reduce((sum, word, k) => baseScene(word) === scene ? sum + chances[k] : sum, 0)
  );
  const scene = argmax(scenes.length, (k) => ofScene[k]);
  const word = argmax(sceneWords.length, (k) => baseScene(sceneWords[k]) === scenes[scene] ? chances[k] : -1);
  return { scene, word, wordChance: chances[word] / total };
}

function checkShape(name: string, tensor: Tensor | undefined, height: number, width: number, channels: number): void {
  const shape = tensor?.shape;
  if (shape === undefined || shape[0] !== height || shape[1] !== width || shape[2] < channels) {
    throw new SemcastError(
      "internal",
      `Key-map output ${name} has shape ${shape}, expected ${height}×${width} and at least ${channels} channels`,
    );
  }
}

function argmax(count: number, value: (index: number) => number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (value(k) > value(best)) best = k;
  return best;
}
