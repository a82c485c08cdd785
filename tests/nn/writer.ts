/**
 * Writes small `.scnn` models with seeded random weights (format: kernels/nn/src/format.rs), for tests and benches that
 * need a network of a certain shape and not a trained one.
 *
 * @module
 */

/** A value of the graph under construction. */
export interface Value {
  index: number;
  channels: number;
}

/** What a convolution may state beside its size; defaults are a 1×1 with ReLU. */
export interface ConvOptions {
  /** One number for both sides, or rows and columns. */
  kernel?: number | [rows: number, columns: number];
  stride?: number | [rows: number, columns: number];
  /** One number for all sides, or top, left, bottom, right. */
  pad?: number | [top: number, left: number, bottom: number, right: number];
  depthwise?: boolean;
  out?: "u7" | "i16";
  skip?: Value;
}

/** Operators without weights, by their number in the file. */
const SIMPLE = {
  pixelShuffle: 2,
  pixelUnshuffle: 3,
  addI16: 4,
  cropLike: 5,
  concat: 6,
  upsample: 7,
  average: 8,
};

/** The bytes of a file with several graphs. */
export function fileOf(graphs: readonly RandomGraph[]): Uint8Array {
  const parts = graphs.flatMap((graph) => graph.bytes());
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(length);
  bytes.set([0x53, 0x43, 0x4e, 0x4e, ...u16(1), ...u16(graphs.length), ...u32(length)]);
  let at = 12;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** One graph with random weights; methods add operators. */
export class RandomGraph {
  #ops: number[][] = [];
  #outputs: number[][] = [];
  #inputs: number[][] = [];
  #count = 0;
  #state: number;

  constructor(readonly name: string, seed: number) {
    this.#state = seed >>> 0;
  }

  /** Named input; `rgb` takes a photo. */
  input(name: string, channels: number, rgb = false): Value {
    this.#inputs.push([...text(name), rgb ? 1 : 0, rgb ? 64 : 0, ...u16(channels)]);
    return this.#value(channels);
  }

  /** Convolution whose random weights keep activations in mid-range. */
  conv(x: Value, channels: number, options: ConvOptions = {}): Value {
    const { kernel = 1, stride = 1, pad = 0, depthwise = false, out = "u7", skip } = options;
    const [kh, kw] = typeof kernel === "number" ? [kernel, kernel] : kernel;
    const taps = kh * kw * (depthwise ? 1 : x.channels);
    const shift = 24;
    const mult = Math.round(2 ** shift / (60 * Math.sqrt(taps)));
    const op = [
      1,
      ...u16(x.index),
      ...u16(skip?.index ?? 0),
      out === "u7" ? 0 : 1,
      0,
      ...u16(channels),
      kh,
      kw,
    ];
    op.push(...(typeof stride === "number" ? [stride, stride] : stride));
    op.push(...(typeof pad === "number" ? [pad, pad, pad, pad] : pad), (depthwise ? 1 : 0) | (skip ? 8 : 0), shift);
    op.push(...(out === "u7" ? [0, 0, 127, 0] : [0x00, 0x80, 0xff, 0x7f]));
    for (let i = 0; i < channels * taps; i++) op.push(this.#random() & 255);
    for (let i = 0; i < channels; i++) op.push(...u32(this.#random() % 4000));
    for (let i = 0; i < channels; i++) op.push(...u32(mult));
    if (skip) { for (let i = 0; i < channels; i++) op.push(...u32(2 ** (shift - 1))); }
    this.#ops.push(op);
    return this.#value(channels);
  }

  /** An operator without weights; `factor` where it has one. */
  simple(kind: keyof typeof SIMPLE, sources: Value[], channels: number, factor = 0): Value {
    this.#ops.push([SIMPLE[kind], factor, sources.length, ...sources.flatMap(({ index }) => u16(index))]);
    return this.#value(channels);
  }

  /** Names a result. */
  output(name: string, value: Value): void {
    this.#outputs.push([...text(name), ...u16(value.index)]);
  }

  /** The bytes of a file with this graph alone. */
  file(): Uint8Array {
    return fileOf([this]);
  }

  /** Its part of a file. */
  bytes(): number[][] {
    const counts = [this.#inputs.length, this.#ops.length, this.#outputs.length].flatMap(u16);
    return [text(this.name), counts, ...this.#inputs, ...this.#ops, ...this.#outputs];
  }

  #value(channels: number): Value {
    return { index: this.#count++, channels };
  }

  #random(): number {
    // Numerical Recipes' linear congruential generator; the upper bits are good enough for weights.
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state >>> 12;
  }
}

function text(name: string): number[] {
  const bytes = new TextEncoder().encode(name);
  return [bytes.length, ...bytes];
}

function u16(value: number): number[] {
  return [value & 255, value >> 8 & 255];
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}
