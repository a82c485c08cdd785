import { contextOf, magnitudesOf } from "../../../kernels/entropy/wasm.ts";
import type { Tensor } from "../../../kernels/nn/wasm.ts";
import { SemcastError } from "../errors.ts";
import { release } from "../release.ts";
import type { Codec } from "./codec.ts";

/** Stored value of the symbol 0 where a network takes symbols with sign. */
const ZERO_POINT = 64;
const MAX_SYMBOL = 63;
/** Cells in one run of a parameter network, about: what bounds memory, 1.5 MB of parameters. */
const STRIP_CELLS = 2048;
/** Rows that the parameter networks see above and below a cell. */
const MARGIN = 1;

/** Rows `top` to `bottom` − 1 of the latent grid; `top` is even, so that parities within a strip are those of the grid. */
export interface Strip {
  top: number;
  bottom: number;
}

/**
 * The entropy model's networks, called the same way by both ends. Everything is an integer, so both compute the same
 * parameters to the last bit. Parameters come in strips: symbols are coded row by row, so that a strip at a time gives the
 * very same stream, and a large photo needs no more memory than a small one.
 */
export class EntropyModel {
  /** The grid in strips, from top to bottom. */
  readonly strips: readonly Strip[];
  readonly #codec: Codec;
  readonly #planes: Tensor;
  readonly #h: number;
  readonly #w: number;
  #hf: Tensor | undefined;

  /** @param stripCells cells of a strip, about; for tests */
  constructor(codec: Codec, planes: Tensor, stripCells = STRIP_CELLS) {
    this.#codec = codec;
    this.#planes = planes;
    [this.#h, this.#w] = planes.shape;
    const rows = Math.max(2, 2 * Math.round(stripCells / this.#w / 2));
    this.strips = Array.from(
      { length: Math.ceil(this.#h / rows) },
      (_, i) => ({ top: i * rows, bottom: Math.min(this.#h, (i + 1) * rows) }),
    );
  }

  /** Rows and columns of hyper cells, each of 4×4 latent cells. */
  get hyperSize(): [h: number, w: number] {
    return [Math.ceil(this.#h / 4), Math.ceil(this.#w / 4)];
  }

  /** Hyper analysis h_a of the base symbols [h, w, 192]: hyperlatents [⌈h/4⌉, ⌈w/4⌉, 32], −31…31. */
  hyperlatents(k0: Int16Array): Int16Array {
    const { M } = this.#codec.description;
    const magnitudes = magnitudesOf(k0, M);
    const { z } = this.#codec.model.run("h_a", { k_abs: { shape: [this.#h, this.#w, M], data: magnitudes } });
    release(magnitudes);
    return sixteenBit(z);
  }

  /** Hyper synthesis h_s: has to come before any parameters. */
  setHyperlatents(z: Int16Array): void {
    const [h, w] = this.hyperSize;
    const shifted = new Uint8Array(z.length);
    for (let i = 0; i < z.length; i++) shifted[i] = clampSymbol(z[i]) + ZERO_POINT;
    const input: Tensor = { shape: [h, w, this.#codec.description.Z], data: shifted };
    this.#hf = this.#codec.model.run("h_s", { z: input, planes: this.#planes }).hf;
  }

  /** The part of a tensor [h, w, channels] that belongs to a strip, without a copy. */
  rowsOf<T extends Int16Array | Uint16Array | Int8Array | Uint8Array | Float32Array>(
    data: T,
    { top, bottom }: Strip,
  ): T {
    const row = data.length / this.#h;
    // A subarray is of its array's own type.
    return data.subarray(top * row, bottom * row) as T;
  }

  /** Parameters of the base symbols of anchors ((x + y) even), [rows, w, 384]; those of other cells are 0. */
  anchors(strip: Strip): Int16Array {
    return this.#parameters("base_0", strip, {}, this.#parity(strip, 0));
  }

  /** Parameters of the base symbols of all other cells, given those of the anchors; those of anchors are 0. */
  nonAnchors(k0: Int16Array, strip: Strip): Int16Array {
    return this.#inContext("base_1", "k_anchor", strip, this.#parity(strip, 1), k0, true);
  }

  /**
   * Parameters of the fine symbols, in fine steps, given all base symbols.
   *
   * @param cells 1 where they are wanted, [rows, w]; 0 elsewhere
   */
  refinement(k0: Int16Array, strip: Strip, cells: Uint8Array): Int16Array {
    return this.#inContext("refine", "k_base", strip, cells, k0, false);
  }

  /** Gives its memory back; nothing may be asked for afterwards. */
  release(): void {
    if (this.#hf !== undefined) release(this.#hf.data);
    this.#hf = undefined;
  }

  /** Runs a network that sees the symbols of neighbouring rows too, and drops what it says of those rows. */
  #inContext(
    graph: string,
    input: string,
    { top, bottom }: Strip,
    cells: Uint8Array,
    k0: Int16Array,
    anchorsOnly: boolean,
  ): Int16Array {
    const { M } = this.#codec.description;
    const wide: Strip = { top: Math.max(0, top - MARGIN), bottom: Math.min(this.#h, bottom + MARGIN) };
    const row = this.#w * M, rows = wide.bottom - wide.top;
    // Anchors are the cells with (x + y) even in the whole grid.
    const parity = anchorsOnly ? (wide.top % 2 === 0 ? 0 : 1) : undefined;
    const context = contextOf(this.rowsOf(k0, wide), rows, this.#w, M, parity);
    const symbols: Tensor = { shape: [rows, this.#w, M], data: context };
    const wanted = new Uint8Array(rows * this.#w);
    wanted.set(cells, (top - wide.top) * this.#w);
    const params = this.#parameters(graph, wide, { [input]: symbols }, wanted);
    release(context);
    return params.subarray((top - wide.top) * 2 * row, (bottom - wide.top) * 2 * row);
  }

  /** The cells of a strip with (x + y) of this parity. */
  #parity({ top, bottom }: Strip, parity: 0 | 1): Uint8Array {
    const cells = new Uint8Array((bottom - top) * this.#w);
    for (let y = 0; y < bottom - top; y++) {
      for (let x = (y + parity) % 2; x < this.#w; x += 2) cells[y * this.#w + x] = 1;
    }
    return cells;
  }

  #parameters(graph: string, strip: Strip, symbols: Record<string, Tensor>, cells: Uint8Array): Int16Array {
    if (this.#hf === undefined) throw new SemcastError("internal", "Entropy model was asked before its hyperlatents");
    const cut = ({ shape, data }: Tensor): Tensor => ({
      shape: [strip.bottom - strip.top, this.#w, shape[2]],
      data: this.rowsOf(data, strip),
    });
    return sixteenBit(
      this.#codec.model.run(graph, { hf: cut(this.#hf), planes: cut(this.#planes), ...symbols }, { cells }).params,
    );
  }
}

function clampSymbol(value: number): number {
  return value > MAX_SYMBOL ? MAX_SYMBOL : value < -MAX_SYMBOL ? -MAX_SYMBOL : value;
}

function sixteenBit(tensor: Tensor): Int16Array {
  if (tensor.data instanceof Int16Array) return tensor.data;
  throw new SemcastError("internal", "A network gave bytes, expected 16-bit values");
}
