import { resize, type Rgb } from "../../../kernels/pixels/wasm.ts";
import { backgroundLabel } from "./background_label.ts";
import { nearestColour, oklab } from "./colour_names.ts";
import type { KeyMap } from "./key_map.ts";
import { colourClusters } from "./palette.ts";
import { PALETTE_LIMIT, type Prompt, type Region, REGION_LIMIT } from "./prompt.ts";
import { regionPosition } from "./region_position.ts";
import { connectedRegions } from "./regions.ts";
import { addPixel, luma, textureName, textureSums } from "./texture.ts";
import { colourNames, type Label, labels, scenes } from "./vocabulary.ts";

/** Pixels per cell side of the working picture. */
const WORK = 8;
/** Most pixels per side of the working picture; larger maps have fewer a cell. */
const WORK_SIDE = 512;
/** Colours that the picture is cut into before regions are formed. */
const CLUSTERS = 5;
/** A region must cover this share of the photo… */
const LEAST_SHARE = 0.012;
/** …and counts for its prompt by area times this plus its importance. */
const AREA_BONUS = 0.25;
/** Importance from which a cell of unnamed or background class is taken for an object. */
const OBJECT = 0.5;
/** Importance below which a cell is never taken for a small thing. */
const BACKGROUND = 0.2;

const index = (label: Label): number => labels.indexOf(label);
const OTHER = index("other"), THING = index("object");
const SMALL_THINGS: ReadonlySet<number> = new Set([index("vehicle"), index("person"), THING]);

/**
 * Says what a photo shows: its scene by the network, its main colours, and up to seven regions (class, place, colour,
 * surface), the most important first. The same photo and map give the same prompt.
 *
 * @param semantics what {@linkcode keyMap} said of this photo
 */
export function describe(image: Rgb, semantics: KeyMap): Prompt {
  const { width, height } = semantics;
  const scale = Math.min(1, WORK_SIDE / (WORK * Math.max(width, height)));
  const work = resize(
    image,
    Math.max(1, Math.round(width * WORK * scale)),
    Math.max(1, Math.round(height * WORK * scale)),
  );
  const cellOf = cellIndex(work, width, height);
  const clusters = colourClusters(cellColours(work, cellOf, width * height), CLUSTERS);
  const kinds = Int32Array.from(clusters, (cluster, i) => cellClass(semantics, i) * CLUSTERS + cluster);
  // A class that matters is one region whatever its colours.
  for (let i = 0; i < kinds.length; i++) {
    const kind = Math.floor(kinds[i] / CLUSTERS);
    if (kind !== OTHER) kinds[i] = kind * CLUSTERS;
  }
  const found = connectedRegions(majority(kinds, width), width)
    .filter(({ cells }) => cells.length >= LEAST_SHARE * width * height)
    .map(({ kind, cells }) => ({ kind: Math.floor(kind / CLUSTERS), cells, weight: weight(semantics, cells) }))
    .sort((a, b) => b.weight - a.weight || a.cells[0] - b.cells[0])
    .slice(0, REGION_LIMIT);
  const regionOf = new Int8Array(width * height).fill(-1);
  found.forEach(({ cells }, r) => cells.forEach((cell) => regionOf[cell] = r));
  const surfaces = measure(work, cellOf, regionOf, found.length);
  const scene = scenes[semantics.scene];
  const regions = found.map(({ kind, cells }, r): Region => ({
    label: labels[kind],
    position: regionPosition(cells, width, height),
    ...surfaces.regions[r],
  }));
  return {
    scene,
    palette: surfaces.palette,
    regions: regions.map((region) => ({ ...region, label: backgroundLabel(region, scene) })),
  };
}

function weight({ importance }: KeyMap, cells: readonly number[]): number {
  return cells.reduce((sum, cell) => sum + AREA_BONUS + importance[cell], 0);
}

/** The network's class, brought in line with its importance. */
function cellClass({ classes, importance }: KeyMap, i: number): number {
  if (SMALL_THINGS.has(classes[i])) return importance[i] < BACKGROUND ? OTHER : classes[i];
  return importance[i] >= OBJECT ? THING : classes[i];
}

/** For each pixel of the working picture, the cell it belongs to. */
function cellIndex(work: Rgb, width: number, height: number): Uint32Array {
  const out = new Uint32Array(work.width * work.height);
  for (let y = 0; y < work.height; y++) {
    const row = Math.floor(y * height / work.height) * width;
    for (let x = 0; x < work.width; x++) out[y * work.width + x] = row + Math.floor(x * width / work.width);
  }
  return out;
}

/** Mean colour of each cell in OKLab, three values a cell. */
function cellColours(work: Rgb, cellOf: Uint32Array, cells: number): Float64Array {
  const sums = new Float64Array(4 * cells);
  for (let i = 0; i < cellOf.length; i++) {
    const at = 4 * cellOf[i];
    for (let c = 0; c < 3; c++) sums[at + c] += work.data[3 * i + c];
    sums[at + 3]++;
  }
  const out = new Float64Array(3 * cells);
  for (let i = 0; i < cells; i++) {
    const n = Math.max(1, sums[4 * i + 3]);
    const mean = (c: number) => Math.round(sums[4 * i + c] / n);
    out.set(oklab(mean(0), mean(1), mean(2)), 3 * i);
  }
  return out;
}

/** One pass of a 3×3 majority vote: a cell follows five or more agreeing neighbours. */
function majority(kinds: Int32Array, width: number): Int32Array {
  const height = kinds.length / width;
  const out = kinds.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const votes = new Map<number, number>();
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const kind = kinds[(y + dy) * width + x + dx];
          const count = (votes.get(kind) ?? 0) + 1;
          votes.set(kind, count);
          if (count >= 5) out[y * width + x] = kind;
        }
      }
    }
  }
  return out;
}

/** Colour and texture of each region, and the palette of the whole picture. */
function measure(
  work: Rgb,
  cellOf: Uint32Array,
  regionOf: Int8Array,
  count: number,
): { palette: Prompt["palette"]; regions: Pick<Region, "colour" | "texture">[] } {
  const all = new Uint32Array(colourNames.length);
  const regions = Array.from({ length: count }, () => ({ names: new Uint32Array(all.length), sums: textureSums() }));
  const y8 = luma(work);
  for (let y = 0; y < work.height; y++) {
    for (let x = 0; x < work.width; x++) {
      const i = y * work.width + x;
      const name = nearestColour(work.data[3 * i], work.data[3 * i + 1], work.data[3 * i + 2]);
      all[name]++;
      const region = regions[regionOf[cellOf[i]]];
      if (region === undefined) continue;
      region.names[name]++;
      addPixel(region.sums, y8, work.width, work.height, x, y);
    }
  }
  return {
    palette: mostFrequent(all, PALETTE_LIMIT),
    regions: regions.map(({ names, sums }) => ({ colour: mostFrequent(names, 1)[0], texture: textureName(sums) })),
  };
}

/** The most frequent colour names; of equals, the earlier ones. Names that do not occur are left out. */
function mostFrequent(counts: Uint32Array, limit: number): Prompt["palette"] {
  return Array.from(counts, (count, i) => ({ count, i })).filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.i - b.i).slice(0, limit).map(({ i }) => colourNames[i]);
}
