import type { Region } from "./prompt.ts";

/** Share of the cells right below a region that must be of one other region for it to stand on that. */
const STANDS = 0.6;
/** Share of all cells around a region that must be of one other region for it to lie in front of that. */
const SURROUNDED = 0.6;

/** The region that most of `cells` belong to, and its share; −1 stands for none. */
function mostOf(cells: readonly number[], regionOf: Int8Array): { region: number; share: number } {
  const votes = new Map<number, number>();
  for (const cell of cells) votes.set(regionOf[cell], (votes.get(regionOf[cell]) ?? 0) + 1);
  const [region, count] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [-1, 0];
  return { region, share: count / cells.length };
}

/**
 * How a thing lies to the regions around it: on what most of its lower edge touches, or in front of what surrounds it.
 *
 * @param cells the region's cells, of a map with `width` cells a row
 * @param self its place in the list of regions, as `regionOf` has it (−1 = of no region)
 */
export function regionRelation(
  cells: readonly number[],
  self: number,
  regionOf: Int8Array,
  width: number,
): Region["relation"] {
  const below = new Set<number>(), around = new Set<number>();
  for (const cell of cells) {
    const x = cell % width;
    const neighbours = [cell - width, cell + width, ...(x > 0 ? [cell - 1] : []), ...(x < width - 1 ? [cell + 1] : [])];
    for (const near of neighbours) {
      if (near < 0 || near >= regionOf.length || regionOf[near] === self) continue;
      around.add(near);
      if (near === cell + width) below.add(near);
    }
  }
  const ground = mostOf([...below], regionOf), backdrop = mostOf([...around], regionOf);
  if (backdrop.region >= 0 && backdrop.share >= SURROUNDED) return { kind: "in front of", region: backdrop.region };
  return ground.region >= 0 && ground.share >= STANDS ? { kind: "on", region: ground.region } : undefined;
}
