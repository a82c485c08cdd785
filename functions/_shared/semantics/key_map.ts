import type { Model, Tensor } from "../../../kernels/nn/wasm.ts";
import { resize, type Rgb } from "../../../kernels/pixels/wasm.ts";
import { SemcastError } from "../errors.ts";
import { resampleMap } from "./resample_map.ts";
import { labels, scenes } from "./vocabulary.ts";

/** Pixels of a latent cell, per side. */
export const CELL = 16;
/** Short side of the picture that the network sees. */
const NETWORK_SIDE = 256;
/** The long side is a multiple of this… */
const NETWORK_MULTIPLE = 32;
/** …and at most this: longer pictures are squeezed, so that the work stays bounded. */
const NETWORK_LONG_SIDE = 1024;
/** Network pixels per value of its map. */
const NETWORK_STRIDE = 8;
/** Logits are i16 in Q8. */
const LOGIT_UNIT = 256;
/** Channels of the network's map: importance, then one for each of {@linkcode labels}. */
const IMPORTANCE = 0, FIRST_CLASS = 1;

/** What the key-map network says about a photo, per latent cell of 16×16 pixels, row by row. */
export interface KeyMap {
  /** How much each cell matters, in [0, 1]. */
  readonly importance: Float32Array;
  /** Index into `labels` of what each cell shows. */
  readonly classes: Uint8Array;
  /** Index into `scenes`. */
  readonly scene: number;
  /** Cells per row: ⌈photo width / 16⌉. */
  readonly width: number;
  /** Rows of cells: ⌈photo height / 16⌉. */
  readonly height: number;
}

/** The size at which the network sees a photo: short side 256, long side the nearest multiple of 32 in proportion. */
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
  checkShape("key_map", map, gridHeight, gridWidth);
  checkShape("scene", scene, 1, 1);

  const grid = { width: gridWidth, height: gridHeight };
  const channels = map.shape[2];
  const width = Math.ceil(image.width / CELL), height = Math.ceil(image.height / CELL);
  // The last cells may reach over the photo's edge; there the map is continued by its last values.
  const scaleX = gridWidth * CELL / image.width, scaleY = gridHeight * CELL / image.height;
  const plane = (channel: number, value: (logit: number) => number): Float32Array => {
    const from = new Float32Array(gridWidth * gridHeight);
    for (let i = 0; i < from.length; i++) from[i] = value(map.data[i * channels + channel] / LOGIT_UNIT);
    return resampleMap(from, grid, { width, height }, scaleX, scaleY);
  };
  const importance = plane(IMPORTANCE, (logit) => 1 / (1 + Math.exp(-logit)));
  const logits = labels.map((_, k) => plane(FIRST_CLASS + k, (logit) => logit));
  const classes = new Uint8Array(width * height);
  for (let i = 0; i < classes.length; i++) classes[i] = argmax(labels.length, (k) => logits[k][i]);
  return { importance, classes, scene: argmax(scenes.length, (k) => scene.data[k]), width, height };
}

function checkShape(name: string, tensor: Tensor | undefined, height: number, width: number): void {
  const shape = tensor?.shape;
  if (shape === undefined || shape[0] !== height || shape[1] !== width || shape[2] <= labels.length) {
    throw new SemcastError("internal", `Key-map output ${name} has shape ${shape}, expected ${height}×${width}×16`);
  }
}

function argmax(count: number, value: (index: number) => number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (value(k) > value(best)) best = k;
  return best;
}
