/** What {@linkcode keyOverlaySvg} draws. */
export interface KeyOverlay {
  /** 1 key, 0 rest, per latent cell of 16×16 pixels, row by row. */
  key: Uint8Array;
  /** Cells per row. */
  columns: number;
  /** Of the photo in pixels. */
  width: number;
  height: number;
}

const CELL = 16;

/** An SVG to lay over the photo: dims what is not key and draws the border of what is. */
export function keyOverlaySvg({ key, columns, width, height }: KeyOverlay): string {
  const rows = key.length / columns;
  const isKey = (x: number, y: number) => x >= 0 && y >= 0 && x < columns && y < rows && key[y * columns + x] === 1;
  let rest = "", border = "";
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [left, top] = [x * CELL, y * CELL];
      if (isKey(x, y)) {
        if (!isKey(x, y - 1)) border += `M${left} ${top}h${CELL}`;
        if (!isKey(x, y + 1)) border += `M${left} ${top + CELL}h${CELL}`;
        if (!isKey(x - 1, y)) border += `M${left} ${top}v${CELL}`;
        if (!isKey(x + 1, y)) border += `M${left + CELL} ${top}v${CELL}`;
        continue;
      }
      let run = 1;
      while (x + run < columns && !isKey(x + run, y)) run++;
      rest += `M${left} ${top}h${run * CELL}v${CELL}h-${run * CELL}z`;
      x += run - 1;
    }
  }
  return `<svg class="overlay" viewBox="0 0 ${width} ${height}" aria-hidden="true">` +
    `<path class="rest" d="${rest}"/><path class="border" d="${border}"/></svg>`;
}
