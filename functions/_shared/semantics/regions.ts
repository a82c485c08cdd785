/** Calls `visit` for each of the up to four neighbours of cell `i` in a map of `count` cells, `width` per row. */
function forNeighbours(i: number, width: number, count: number, visit: (neighbour: number) => void): void {
  const x = i % width;
  if (x > 0) visit(i - 1);
  if (x < width - 1) visit(i + 1);
  if (i >= width) visit(i - width);
  if (i + width < count) visit(i + width);
}

/** Cells of at least `weak` that hang together, over sides, with a cell of at least `strong`: 1, all others 0. */
export function growRegions(values: Float32Array, width: number, weak: number, strong: number): Uint8Array {
  const cells = new Uint8Array(values.length);
  const queue: number[] = [];
  const take = (i: number) => {
    if (cells[i] === 1) return;
    cells[i] = 1;
    queue.push(i);
  };
  values.forEach((value, i) => value >= strong && take(i));
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    forNeighbours(i, width, values.length, (j) => values[j] >= weak && take(j));
  }
  return cells;
}

/** Groups of cells of one kind that hang together over their sides, each in ascending order. */
export function connectedRegions(kinds: ArrayLike<number>, width: number): { kind: number; cells: number[] }[] {
  const seen = new Uint8Array(kinds.length);
  const regions: { kind: number; cells: number[] }[] = [];
  for (let start = 0; start < kinds.length; start++) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    const cells = [start];
    for (let next = 0; next < cells.length; next++) {
      forNeighbours(cells[next], width, kinds.length, (j) => {
        if (seen[j] === 1 || kinds[j] !== kinds[start]) return;
        seen[j] = 1;
        cells.push(j);
      });
    }
    regions.push({ kind: kinds[start], cells: cells.sort((a, b) => a - b) });
  }
  return regions;
}
