/**
 * The key map over the photo, to paint on with a pointer or with keys.
 *
 * @module
 */
import { useMemo, useRef, useState } from "preact/hooks";
import { cellPicture, PictureCanvas } from "./canvas.ts";
import { CELL, painted } from "./painting.ts";
import { html, shown } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

const SIZES = [1, 3, 5] as const;

/** The painter. Cells are 16×16 pixels. */
export function KeyPainter({ studio }: { studio: Studio }) {
  const { original, result, cells: own } = studio.state;
  const [value, setValue] = useState<0 | 1>(1);
  const [size, setSize] = useState<number>(3);
  const [cursor, setCursor] = useState({ column: 0, row: 0 });
  const [said, setSaid] = useState("");
  const [keys, setKeys] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  // What is painted shows at once; the packet follows.
  const cells = own ?? result?.key;
  const columns = original === undefined ? 0 : Math.ceil(original.width / CELL);
  const rows = original === undefined ? 0 : Math.ceil(original.height / CELL);
  const overlay = useMemo(
    () => cells && cellPicture(cells, columns, (key) => key === 1 ? [0, 0, 0, 0] : [8, 12, 14, 168]),
    [cells, columns],
  );
  if (original === undefined || cells === undefined || overlay === undefined || cells.length !== columns * rows) {
    return html`
      <div class="frame">
        <${PictureCanvas} picture=${original ?? EMPTY} label="The photo" />
      </div>
    `;
  }
  const mark = (column: number, row: number, to: 0 | 1) =>
    studio.set({ cells: painted(cells, columns, { column, row, size, value: to }) });
  const paint = (event: PointerEvent) => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect(); // the frame
    const column = Math.floor((event.clientX - box.left) / box.width * original.width / CELL);
    const row = Math.floor((event.clientY - box.top) / box.height * original.height / CELL);
    setCursor({ column, row });
    setKeys(false);
    mark(column, row, value);
  };
  const key = (event: KeyboardEvent) => {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ??
      [0, 0];
    const to = { " ": value, Enter: value, Delete: 0, Backspace: 0 }[event.key];
    if (dx === 0 && dy === 0 && to === undefined) return;
    event.preventDefault();
    setKeys(true);
    const column = Math.min(columns - 1, Math.max(0, cursor.column + dx)),
      row = Math.min(rows - 1, Math.max(0, cursor.row + dy));
    setCursor({ column, row });
    const wanted = to ?? (event.shiftKey ? value : undefined);
    if (wanted !== undefined) mark(column, row, wanted as 0 | 1); // of the table above
    const now = wanted ?? cells[row * columns + column];
    setSaid(`Column ${column + 1}, row ${row + 1}: ${now === 1 ? "key" : "not key"}`);
  };
  const place = {
    left: `${100 * cursor.column * CELL / original.width}%`,
    top: `${100 * cursor.row * CELL / original.height}%`,
    width: `${100 * CELL / original.width}%`,
    height: `${100 * CELL / original.height}%`,
  };
  return html`
    <div ref=${frame} class="frame paint" tabindex="0" role="application" aria-label="Key map, to paint on"
      aria-describedby="paint-help" onPointerDown=${paint} onPointerMove=${paint} onKeyDown=${key}>
          <${PictureCanvas} picture=${original} label="The photo" />
          <div class="clip" aria-hidden="true"><canvas class="cells" ...${cellsProps(overlay, original)} ref=${draw(
            overlay,
          )}></canvas></div>
          ${keys && html`<div class="cursor" style=${place} aria-hidden="true"></div>`}
        </div>
    <div class="tools">
      <fieldset class="choice"><legend>Brush</legend>
            ${([[1, "Key"], [0, "Not key"]] as const).map(([to, name]) =>
              html`<label><input type="radio" name="brush" checked=${value === to} onChange=${() =>
                setValue(to)} /><span>${name}</span></label>`
            )}</fieldset>
      <label class="small">Size <select value=${size} onChange=${(event: Event) =>
        setSize(Number((event.currentTarget as HTMLSelectElement).value))}>
            ${SIZES.map((side) => html`<option value=${side}>${side} × ${side}</option>`)}</select></label>
      <button class="quiet" disabled=${own === undefined} onClick=${() =>
        studio.set({ cells: undefined })}>As the network says</button>
    </div>
    <p class="hint" id="paint-help">${shown(
      100 * cells.reduce((sum, cell) => sum + cell, 0) / cells.length,
      0,
      " %",
    )} of the photo
          is key and gets finer latents. Paint with the pointer, or focus the map: arrows move, Space paints, Delete erases, Shift with
          arrows paints on the way.</p>
    <p class="unseen" role="status">${said}</p>
  `;
}

const EMPTY = { width: 3, height: 2, rgba: new Uint8ClampedArray(24) };

/** Cells cover the photo rounded up to whole cells. */
function cellsProps({ width, height }: { width: number; height: number }, photo: { width: number; height: number }) {
  return {
    width,
    height,
    style: { width: `${100 * width * CELL / photo.width}%`, height: `${100 * height * CELL / photo.height}%` },
  };
}

function draw({ rgba, width, height }: { rgba: Uint8ClampedArray<ArrayBuffer>; width: number; height: number }) {
  return (canvas: HTMLCanvasElement | null) =>
    canvas?.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
}
