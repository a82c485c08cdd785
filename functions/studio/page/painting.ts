/** Pixels of a cell's side. */
export const CELL = 16;

/** Cells of boxes X,Y,W,H, as the transmitter takes them: those that a box touches. */
export function cellsOf(boxes: readonly string[], size: { width: number; height: number }): Uint8Array<ArrayBuffer> {
  const columns = Math.ceil(size.width / CELL), rows = Math.ceil(size.height / CELL);
  const cells = new Uint8Array(columns * rows);
  for (const box of boxes) {
    const [x, y, width, height] = box.split(",").map(Number);
    const right = Math.min(columns, Math.ceil((x + width) / CELL)),
      bottom = Math.min(rows, Math.ceil((y + height) / CELL));
    for (let row = Math.floor(y / CELL); row < bottom; row++) {
      for (let column = Math.floor(x / CELL); column < right; column++) cells[row * columns + column] = 1;
    }
  }
  return cells;
}

/** Cells with a square brush's mark on them. */
export function painted(
  cells: Uint8Array,
  columns: number,
  { column, row, size, value }: { column: number; row: number; size: number; value: 0 | 1 },
): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(cells);
  const rows = cells.length / columns, before = (size - 1) >> 1;
  for (let y = Math.max(0, row - before); y < Math.min(rows, row - before + size); y++) {
    for (let x = Math.max(0, column - before); x < Math.min(columns, column - before + size); x++) {
      next[y * columns + x] = value;
    }
  }
  return next;
}
