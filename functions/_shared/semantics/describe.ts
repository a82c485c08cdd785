import { cellMeans, type RegionMap, resize, type Rgb } from "../../../kernels/pixels/wasm.ts";
import { backgroundLabel } from "./background_label.ts";
import { nearestColour, oklab } from "./colour_names.ts";
import type { KeyMap } from "./key_map.ts";
import { colourClusters } from "./palette.ts";
import { pictureMood } from "./picture_mood.ts";
import { PALETTE_LIMIT, type Prompt, type Region, REGION_LIMIT } from "./prompt.ts";
import { regionBox, regionPosition } from "./region_position.ts";
import { regionRelation } from "./region_relation.ts";
import { connectedRegions } from "./regions.ts";
import { surfaceOf, textureName, textureSums } from "./texture.ts";
import { colourNames, scenes } from "./vocabulary.ts";
import { allLabels, type AnyLabel, baseLabel, sceneWords } from "./words.ts";

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

/** A scene is said with its finer word where the network finds that at least this likely. */
const SURE_OF_WORD = 0.35;
/** A region has its finer label where at least this share of its cells has it. */
const SURE_OF_LABEL = 0.45;
/** A second colour has at least this share of a region. */
const ACCENT_SHARE = 0.15;

const index = (label: AnyLabel): number => allLabels.indexOf(label);
const OTHER = index("other"), THING = index("object");
/** Index of the base label of each label. */
const BASE = allLabels.map((label) => index(baseLabel(label)));
const SMALL_THINGS: ReadonlySet<number> = new Set([index("vehicle"), index("person"), THING]);

/**
 * Says what a photo shows: its scene by the network, light and view, its main colours, and up to seven regions (label,
 * place, colours, surface, relation), the most important first. The same photo and map give the same prompt.
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
  const clusters = colourClusters(cellColours(work, width, height), CLUSTERS);
  const kinds = Int32Array.from(clusters, (cluster, i) => cellClass(semantics, i) * CLUSTERS + cluster);
  // A class that has a name is one region whatever its colours.
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
  const surfaces = measure(work, { of: regionOf, width }, found.length);
  const scene = scenes[semantics.scene];
  const regions = found.map(({ kind, cells }, r): Region => {
    const region = {
      label: fineLabel(semantics, kind, cells),
      position: regionPosition(cells, width, height),
      box: regionBox(cells, width, height),
      ...surfaces.regions[r],
    };
    return { ...region, label: backgroundLabel(region, scene) };
  });
  const labelled = regions.map((region, r): Region => {
    const relation = SMALL_THINGS.has(index(baseLabel(region.label)))
      ? regionRelation(found[r].cells, r, regionOf, width)
      : undefined;
    return relation === undefined ? region : { ...region, relation };
  });
  return {
    scene: semantics.wordChance >= SURE_OF_WORD ? sceneWords[semantics.word] : scene,
    ...pictureMood(work, scene, labelled, found.map(({ cells }) => cells.length / (width * height))),
    palette: surfaces.palette,
    regions: labelled,
  };
}

/** The label that most cells of a region have among those of its kind, where they are enough; else its kind's. */
function fineLabel({ classes }: KeyMap, kind: number, cells: readonly number[]): AnyLabel {
  const votes = new Uint32Array(allLabels.length);
  for (const cell of cells) if (BASE[classes[cell]] === BASE[kind]) votes[classes[cell]]++;
  const best = votes.reduce((most, count, k) => count > votes[most] ? k : most, kind);
  return allLabels[votes[best] >= SURE_OF_LABEL * cells.length ? best : kind];
}

function weight({ importance }: KeyMap, cells: readonly number[]): number {
  return cells.reduce((sum, cell) => sum + AREA_BONUS + importance[cell], 0);
}

/** The kind by which cells form regions: things by base label, backgrounds by their own; in line with the importance. */
function cellClass({ classes, importance }: KeyMap, i: number): number {
  const base = BASE[classes[i]];
  if (SMALL_THINGS.has(base)) return importance[i] < BACKGROUND ? OTHER : base;
  if (importance[i] >= OBJECT) return THING;
  return base === OTHER ? classes[i] : base;
}

/** Mean colour of each cell in OKLab, three values a cell. */
function cellColours(work: Rgb, width: number, height: number): Float64Array {
  const means = cellMeans(work, width, height);
  const out = new Float64Array(means.length);
  for (let i = 0; i < means.length; i += 3) out.set(oklab(means[i], means[i + 1], means[i + 2]), i);
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
  regions: RegionMap,
  count: number,
): { palette: Prompt["palette"]; regions: Pick<Region, "colour" | "accent" | "texture" | "surface">[] } {
  const names = colourCounts(work, regions, count);
  const all = new Uint32Array(colourNames.length);
  names.forEach((pixels, i) => all[i % all.length] += pixels);
  return {
    palette: mostFrequent(all, PALETTE_LIMIT),
    regions: textureSums(work, regions, count).map((sums, region) => {
      const own = names.subarray((1 + region) * all.length, (2 + region) * all.length);
      const [colour, accent] = mostFrequent(own, 2);
      const texture = textureName(sums);
      const surface = surfaceOf(sums, texture);
      const clear = accent !== undefined && own[colourNames.indexOf(accent)] >= ACCENT_SHARE * sums.pixels;
      return { colour, texture, ...(clear ? { accent } : {}), ...(surface === undefined ? {} : { surface }) };
    }),
  };
}

/** How many pixels have each colour name: those of no region, then those of each region, a row of names each. */
function colourCounts({ width, height, data }: Rgb, regions: RegionMap, count: number): Uint32Array {
  const rows = regions.of.length / regions.width;
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor(x * regions.width / width));
  const first = Uint32Array.from(regions.of, (region) => (1 + region) * colourNames.length);
  const out = new Uint32Array((1 + count) * colourNames.length);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y * rows / height) * regions.width;
    for (let x = 0; x < width; x++, at += 3) {
      out[first[row + columns[x]] + nearestColour(data[at], data[at + 1], data[at + 2])]++;
    }
  }
  return out;
}

/** The most frequent colour names; of equals, the earlier ones. Names that do not occur are left out. */
function mostFrequent(counts: Uint32Array, limit: number): Prompt["palette"] {
  return Array.from(counts, (count, i) => ({ count, i })).filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.i - b.i).slice(0, limit).map(({ i }) => colourNames[i]);
}
