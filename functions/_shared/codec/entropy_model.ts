import type { Tensor } from "../../../kernels/nn/wasm.ts";
import { SemcastError } from "../errors.ts";
import type { Codec } from "./codec.ts";

/** Stored value of the symbol 0 where a network takes symbols with sign. */
const ZERO_POINT = 64;
const MAX_SYMBOL = 63;

/**
 * The entropy model's networks, called the same way by both ends. Everything is an integer, so both compute the same
 * parameters to the last bit.
 */
export class EntropyModel {
  readonly #codec: Codec;
  readonly #planes: Tensor;
  readonly #h: number;
  readonly #w: number;
  #hf: Tensor | undefined;

  constructor(codec: Codec, planes: Tensor) {
    this.#codec = codec;
    this.#planes = planes;
    [this.#h, this.#w] = planes.shape;
  }

  /** Rows and columns of hyper cells, each of 4×4 latent cells. */
  get hyperSize(): [h: number, w: number] {
    return [Math.ceil(this.#h / 4), Math.ceil(this.#w / 4)];
  }

  /** Hyper analysis h_a of the base symbols [h, w, 192]: hyperlatents [⌈h/4⌉, ⌈w/4⌉, 32], −31…31. */
  hyperlatents(k0: Int16Array): Int16Array {
    const { M } = this.#codec.description;
    const magnitudes = new Uint8Array(k0.length);
    for (let i = 0; i < k0.length; i++) magnitudes[i] = Math.min(127, Math.abs(k0[i]));
    const { z } = this.#codec.model.run("h_a", { k_abs: { shape: [this.#h, this.#w, M], data: magnitudes } });
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

  /** Parameters of the base symbols of anchors, [h, w, 384]. */
  anchors(): Int16Array {
    return this.#parameters("base_0", {});
  }

  /** Parameters of the base symbols of all other cells, given those of the anchors ((x + y) even). */
  nonAnchors(k0: Int16Array): Int16Array {
    const { M } = this.#codec.description;
    const context = new Uint8Array(k0.length).fill(ZERO_POINT);
    for (let y = 0; y < this.#h; y++) {
      for (let x = y % 2; x < this.#w; x += 2) {
        const begin = (y * this.#w + x) * M;
        for (let i = begin; i < begin + M; i++) context[i] = clampSymbol(k0[i]) + ZERO_POINT;
      }
    }
    return this.#parameters("base_1", { k_anchor: this.#symbols(context) });
  }

  /** Parameters of the fine symbols, in fine steps, given all base symbols. */
  refinement(k0: Int16Array): Int16Array {
    const context = new Uint8Array(k0.length);
    for (let i = 0; i < k0.length; i++) context[i] = clampSymbol(k0[i]) + ZERO_POINT;
    return this.#parameters("refine", { k_base: this.#symbols(context) });
  }

  #symbols(data: Uint8Array): Tensor {
    return { shape: [this.#h, this.#w, this.#codec.description.M], data };
  }

  #parameters(graph: string, symbols: Record<string, Tensor>): Int16Array {
    if (this.#hf === undefined) throw new SemcastError("internal", "Entropy model was asked before its hyperlatents");
    return sixteenBit(this.#codec.model.run(graph, { hf: this.#hf, planes: this.#planes, ...symbols }).params);
  }
}

function clampSymbol(value: number): number {
  return value > MAX_SYMBOL ? MAX_SYMBOL : value < -MAX_SYMBOL ? -MAX_SYMBOL : value;
}

function sixteenBit(tensor: Tensor): Int16Array {
  if (tensor.data instanceof Int16Array) return tensor.data;
  throw new SemcastError("internal", "A network gave bytes, expected 16-bit values");
}
