/** A part of the latent grid: what it contributes and the larger part that is computed for it, in cells. */
export interface Tile {
  /** Contribution: rows y0…y1−1, columns x0…x1−1. */
  y0: number;
  x0: number;
  y1: number;
  x1: number;
  /** What is computed: the same with a margin, cut at the border of the grid. */
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/**
 * Cuts a grid into tiles with a margin, so that a network's memory stays bounded whatever the size of the photo. With a
 * margin as wide as the network sees, the joined tiles equal one run over all of it: at the border of the grid the tile
 * ends where the grid does and the network pads as always.
 *
 * @param h rows of cells
 * @param w columns of cells
 * @param limit most cells in one run; a grid of no more than that stays whole
 * @param margin cells around a tile
 */
export function planTiles(h: number, w: number, limit: number, margin: number): Tile[] {
  if (h * w <= limit) return [{ y0: 0, x0: 0, y1: h, x1: w, top: 0, left: 0, bottom: h, right: w }];
  // A grid that is narrow one way stays whole that way; else tiles are square, which has the smallest margins.
  const root = Math.floor(Math.sqrt(limit));
  const side = (whole: number, across: number) =>
    whole <= root ? whole : Math.max(1, (across <= root ? Math.floor(limit / across) : root) - 2 * margin);
  const rows = Math.ceil(h / side(h, w)), columns = Math.ceil(w / side(w, h));
  const tiles: Tile[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const y0 = Math.floor((i * h) / rows), y1 = Math.floor(((i + 1) * h) / rows);
      const x0 = Math.floor((j * w) / columns), x1 = Math.floor(((j + 1) * w) / columns);
      tiles.push({
        y0,
        x0,
        y1,
        x1,
        top: Math.max(0, y0 - margin),
        left: Math.max(0, x0 - margin),
        bottom: Math.min(h, y1 + margin),
        right: Math.min(w, x1 + margin),
      });
    }
  }
  return tiles;
}

/** Cuts what a tile needs out of planar data [channels, h, w]. Gives the data itself where the tile is the whole grid. */
export function cutTile(data: Float32Array, h: number, w: number, tile: Tile): Float32Array {
  const height = tile.bottom - tile.top, width = tile.right - tile.left;
  if (height === h && width === w) return data;
  const channels = data.length / (h * w);
  const out = new Float32Array(channels * height * width);
  let at = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = tile.top; y < tile.bottom; y++) {
      const from = (c * h + y) * w + tile.left;
      out.set(data.subarray(from, from + width), at);
      at += width;
    }
  }
  return out;
}
