const CELL = 16;
/** Most boxes that a request takes. */
const MOST = 16;

/**
 * Painted cells as boxes X,Y,W,H in pixels, so that `--roi` says the same; undefined where there are none or where it takes
 * more than a request may have.
 *
 * @param cells 1 key, 0 rest, row by row
 */
export function boxesOf(cells: Uint8Array, columns: number, size: { width: number; height: number }) {
  const left = cells.slice();
  const rows = cells.length / columns;
  const boxes: string[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (left[y * columns + x] === 0) continue;
      let wide = 1, tall = 1;
      while (x + wide < columns && left[y * columns + x + wide] === 1) wide++;
      const full = (row: number) => left.subarray(row * columns + x, row * columns + x + wide).every((c) => c === 1);
      while (y + tall < rows && full(y + tall)) tall++;
      for (let row = y; row < y + tall; row++) left.fill(0, row * columns + x, row * columns + x + wide);
      const width = Math.min(CELL * wide, size.width - CELL * x),
        height = Math.min(CELL * tall, size.height - CELL * y);
      boxes.push(`${CELL * x},${CELL * y},${width},${height}`);
      if (boxes.length > MOST) return undefined;
    }
  }
  return boxes.length === 0 ? undefined : boxes;
}
