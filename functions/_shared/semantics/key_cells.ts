import { SemcastError } from "../errors.ts";
import { CELL } from "./key_map.ts";
import { growRegions } from "./regions.ts";
import { type MapSize, resampleMap } from "./resample_map.ts";

/** A cell at least this important is key… */
const STRONG = 0.5;
/** …and so is one at least this important that hangs together with such a cell (hysteresis). */
const WEAK = 0.35;
/** However the network judges, this share of the photo is key: at least… */
const LEAST = 0.1;
/** …and at most. */
const MOST = 0.4;

/** A box in photo pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Options of {@linkcode keyCells}. */
export interface KeyCellsOptions {
  /** Cells per row. */
  readonly width: number;
  /** `uniform` makes every cell key: no region is treated better than another, whatever else is given. Default `auto`. */
  readonly mode?: "auto" | "uniform";
  /** The user's own choice (see {@linkcode boxCells}, {@linkcode maskCells}), 1 = key; replaces the network's. */
  readonly cells?: Uint8Array;
  /** The largest share of the cells that the network's judgement may make key, 0.1 to 1. Default 0.4. */
  readonly most?: number;
  /** Exactly this share of the cells, in [0, 1]: the user's own first, then the most important ones. */
  readonly fraction?: number;
}

/**
 * Decides which latent cells are key: 1 key, 0 rest.
 *
 * By default cells of importance ≥ 0.5 and what hangs together with them at ≥ 0.35, but at least a tenth of the photo and
 * at most `most`, the most important neighbourhoods first; then lone cells are dropped and lone holes filled.
 *
 * @throws {SemcastError} `invalid-argument` for a fraction outside [0, 1] or cells of another size
 */
export function keyCells(importance: Float32Array, options: KeyCellsOptions): Uint8Array {
  const count = importance.length;
  if (options.mode === "uniform") return new Uint8Array(count).fill(1);
  const { cells, fraction } = options;
  if (cells !== undefined && cells.length !== count) {
    throw new SemcastError("invalid-argument", `Key cells number ${cells.length}, the photo has ${count}`);
  }
  if (fraction !== undefined) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new SemcastError("invalid-argument", `Key fraction must be between 0 and 1, got ${fraction}`);
    }
    // importance ends at 1
    const order = cells === undefined ? importance : importance.map((value, i) => cells[i] === 0 ? value : 2 + value);
    return mostImportant(order, Math.round(fraction * count));
  }
  if (cells !== undefined) return cells.map((cell) => cell === 0 ? 0 : 1);
  const grown = growRegions(importance, options.width, WEAK, STRONG);
  const size = grown.reduce((sum, cell) => sum + cell, 0);
  const least = Math.ceil(LEAST * count);
  const most = Math.max(least, Math.floor((options.most ?? MOST) * count));
  if (size >= least && size <= most) return withoutLoners(grown, options.width);
  // Where the map is nearly flat, its noise must not decide: neighbours count too.
  const smooth = smoothed(smoothed(importance, options.width), options.width);
  return withoutLoners(mostImportant(smooth, size < least ? least : most), options.width);
}

/** Each value replaced by the mean of the up to 3×3 values around it. */
function smoothed(values: Float32Array, width: number): Float32Array {
  const height = values.length / width;
  return values.map((_, i) => {
    const x = i % width, y = Math.floor(i / width);
    let sum = 0, count = 0;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++, count++) sum += values[ny * width + nx];
    }
    return sum / count;
  });
}

/** The `size` cells of greatest importance; of equals, the earlier ones. */
function mostImportant(importance: Float32Array, size: number): Uint8Array {
  const order = Array.from(importance, (_, i) => i).sort((a, b) => importance[b] - importance[a] || a - b);
  const cells = new Uint8Array(importance.length);
  for (const i of order.slice(0, size)) cells[i] = 1;
  return cells;
}

/** Drops key cells none of whose four neighbours is key, and fills cells all of whose neighbours are. */
function withoutLoners(cells: Uint8Array, width: number): Uint8Array {
  const height = cells.length / width;
  const out = cells.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      let neighbours = 0, key = 0;
      const look = (inside: boolean, j: number) => {
        if (!inside) return;
        neighbours++;
        key += cells[j];
      };
      look(x > 0, i - 1);
      look(x < width - 1, i + 1);
      look(y > 0, i - width);
      look(y < height - 1, i + width);
      if (neighbours === 0) continue;
      if (key === 0) out[i] = 0;
      else if (key === neighbours) out[i] = 1;
    }
  }
  // A map of loners only (a checkerboard, say) stays what it was.
  return out.includes(1) ? out : cells;
}

/**
 * The cells that boxes touch, for `KeyCellsOptions.cells`. Boxes may reach over the photo's edge.
 *
 * @param size cells per row and rows of cells
 */
export function boxCells(boxes: readonly Box[], size: { readonly width: number; readonly height: number }): Uint8Array {
  const cells = new Uint8Array(size.width * size.height);
  for (const box of boxes) {
    if (!(box.width > 0 && box.height > 0)) {
      throw new SemcastError("invalid-argument", `Region of interest must have a size, got ${box.width}×${box.height}`);
    }
    const left = Math.max(0, Math.floor(box.x / CELL)), right = Math.ceil((box.x + box.width) / CELL);
    const top = Math.max(0, Math.floor(box.y / CELL)), bottom = Math.ceil((box.y + box.height) / CELL);
    for (let y = top; y < Math.min(size.height, bottom); y++) {
      for (let x = left; x < Math.min(size.width, right); x++) cells[y * size.width + x] = 1;
    }
  }
  return cells;
}

/** Share of a cell that has to be key before all of it is. */
const COVERED = 0.5;
/** The same where cells are larger than {@linkcode MUCH_LARGER}: so no key cell is lost at twice the side. */
const COVERED_BY_LARGE = 0.25;
/** Cells that are hardly larger would make a region grow; a region of one cell may get lost there. */
const MUCH_LARGER = 1.2;

/**
 * A key region in cells of another size.
 *
 * @param cells 1 key, 0 rest
 * @param from cells per row and rows of cells
 * @param to the same of the result
 * @param scale cells of `from` for each side of a cell of `to`
 */
export function resampleCells(cells: Uint8Array, from: MapSize, to: MapSize, scale: number): Uint8Array {
  if (scale === 1) return cells;
  const covered = resampleMap(Float32Array.from(cells), from, to, scale);
  return Uint8Array.from(covered, (share) => share >= (scale > MUCH_LARGER ? COVERED_BY_LARGE : COVERED) ? 1 : 0);
}
