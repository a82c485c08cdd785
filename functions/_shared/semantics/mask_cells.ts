import { resize, type Rgb } from "../../../kernels/pixels/wasm.ts";

/**
 * The key cells that a mask picture of any size asks for: those that are brighter than middle grey on average.
 *
 * @param size cells per row and rows of cells
 */
export function maskCells(mask: Rgb, size: { readonly width: number; readonly height: number }): Uint8Array {
  const small = resize(mask, size.width, size.height);
  const cells = new Uint8Array(size.width * size.height);
  for (let i = 0; i < cells.length; i++) {
    cells[i] = small.data[3 * i] + small.data[3 * i + 1] + small.data[3 * i + 2] >= 3 * 128 ? 1 : 0;
  }
  return cells;
}
