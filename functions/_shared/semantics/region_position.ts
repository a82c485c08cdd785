import { GRID as FIELDS, type Region } from "./prompt.ts";
import type { Position } from "./vocabulary.ts";

/** A region that is this wide, or high, as a share of the photo spans it. */
const SPAN = 0.75;
/** A region that spans both ways and has this share of the photo is everywhere. */
const THROUGHOUT = 0.4;

const GRID: readonly (readonly Position[])[] = [
  ["top left", "top", "top right"],
  ["left", "centre", "right"],
  ["bottom left", "bottom", "bottom right"],
];
const BANDS: readonly Position[] = ["across the top", "across the middle", "across the bottom"];

/** Where cells lie in a map of `width` × `height`. */
export function regionPosition(cells: readonly number[], width: number, height: number): Position {
  let sumX = 0, sumY = 0, left = width, right = 0, top = height, bottom = 0;
  for (const cell of cells) {
    const x = cell % width, y = Math.floor(cell / width);
    sumX += x + 0.5;
    sumY += y + 0.5;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  const column = third(sumX / cells.length / width), row = third(sumY / cells.length / height);
  const wide = (right - left) / width >= SPAN, high = (bottom - top) / height >= SPAN;
  if (wide && high && cells.length >= THROUGHOUT * width * height) return "throughout";
  if (wide && !high) return BANDS[row];
  if (high && !wide && column === 0) return "down the left";
  if (high && !wide && column === 2) return "down the right";
  return GRID[row][column];
}

function third(share: number): 0 | 1 | 2 {
  return share < 0.36 ? 0 : share < 0.64 ? 1 : 2;
}

/** The fields of the prompt's grid that cells of a map of `width` × `height` reach into, as a box. */
export function regionBox(cells: readonly number[], width: number, height: number): NonNullable<Region["box"]> {
  let left = width, right = 0, top = height, bottom = 0;
  for (const cell of cells) {
    const x = cell % width, y = Math.floor(cell / width);
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  const [x, columns] = fields(left / width, right / width), [y, rows] = fields(top / height, bottom / height);
  return { x, y, width: columns, height: rows };
}

/** First field and number of fields that a share from…to of the photo is nearest to. */
function fields(from: number, to: number): [first: number, count: number] {
  const first = Math.min(FIELDS - 1, Math.round(from * FIELDS));
  return [first, Math.max(1, Math.min(FIELDS, Math.round(to * FIELDS)) - first)];
}
