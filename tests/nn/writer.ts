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
  /** Signed 16 bits instead of bytes 0…127. */
  wide: boolean;
  /** Least and greatest value, as the loader knows them. */
  range: [number, number];
}

/** Kernel, stride and padding of a pooling operator; the whole image without a kernel. */
export interface PoolOptions {
  kernel?: [number, number];
  stride?: [number, number];
  pad?: [number, number, number, number];
  ceil?: boolean;
  countPadding?: boolean;
}

const U7: [number, number] = [0, 127];

/** What a convolution may state beside its size; defaults are a 1×1 with ReLU. */
export interface ConvOptions {
  /** One number for both sides, or rows and columns. */
  kernel?: number | [rows: number, columns: number];
  stride?: number | [rows: number, columns: number];
  /** One number for all sides, or top, left, bottom, right. */
  pad?: number | [top: number, left: number, bottom: number, right: number];
  depthwise?: boolean;
  out?: "u7" | "i16";
  /** Greatest magnitude of 16-bit results. */
  clamp?: number;
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
  bytes.set([0x53, 0x43, 0x4e, 0x4e, ...u16(2), ...u16(graphs.length), ...u32(length)]);
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
    this.#inputs.push([...text(name), rgb ? 1 : 0, rgb ? 64 : 0, ...u16(channels), ...u32(0)]);
    return this.#value(channels);
  }

  /** Convolution whose random weights keep activations in mid-range. */
  conv(x: Value, channels: number, options: ConvOptions = {}): Value {
    const { kernel = 1, stride = 1, pad = 0, depthwise = false, out = "u7", clamp = 32767, skip } = options;
    const [kh, kw] = typeof kernel === "number" ? [kernel, kernel] : kernel;
    const taps = kh * kw * (depthwise ? 1 : x.channels);
    const shift = 24;
    const reach = Math.max(127, ...x.range.map(Math.abs));
    const mult = Math.round(2 ** shift * 127 / reach / (60 * Math.sqrt(taps)));
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
    const range: [number, number] = out === "u7" ? U7 : [-clamp - 1, clamp];
    op.push(...range.flatMap(u16));
    for (let i = 0; i < channels * taps; i++) op.push(this.#random() & 255);
    for (let i = 0; i < channels; i++) op.push(...u32(this.#random() % 4000));
    for (let i = 0; i < channels; i++) op.push(...u32(mult));
    if (skip) { for (let i = 0; i < channels; i++) op.push(...u32(2 ** (shift - 1))); }
    this.#ops.push(op);
    return this.#value(channels, range, out === "i16");
  }

  /** An operator without weights; `factor` where it has one. */
  simple(kind: keyof typeof SIMPLE, sources: Value[], channels: number, factor = 0): Value {
    this.#ops.push([SIMPLE[kind], factor, sources.length, ...sources.flatMap(({ index }) => u16(index))]);
    const of = (end: 0 | 1) => sources.map(({ range }) => range[end]);
    const [lo, hi] = kind === "addI16"
      ? [Math.max(of(0)[0] + of(0)[1], -32768), Math.min(of(1)[0] + of(1)[1], 32767)]
      : kind === "cropLike"
      ? sources[0].range
      : [Math.min(...of(0)), Math.max(...of(1))];
    return this.#value(channels, [lo, hi], sources[0].wide);
  }

  /** Random entries for each value that `x` may hold; bytes, or 16-bit values that span `wide`. */
  table(x: Value, wide = 0): Value {
    const entries = Array.from(
      { length: x.range[1] - x.range[0] + 1 },
      () => wide ? this.#random() % wide - (wide >> 1) : this.#random() & 127,
    );
    this.#push(9, x, wide ? 1 : 0, 0, ...entries.flatMap(u16));
    return this.#value(x.channels, [Math.min(...entries), Math.max(...entries)], wide > 0);
  }

  /** Maximum of each window. */
  maxPool(x: Value, options: PoolOptions): Value {
    this.#push(10, x, ...window(options));
    return this.#value(x.channels, x.range, x.wide);
  }

  /** Mean of each window, at about the source's scale. */
  averagePool(x: Value, options: PoolOptions): Value {
    this.#push(11, x, ...window(options), ...to(x), ...u32(900 + this.#random() % 200), 10);
    return this.#value(x.channels, x.range, x.wide);
  }

  /** Random channels of `x`. */
  channels(x: Value, count: number): Value {
    const index = Array.from({ length: count }, () => this.#random() % x.channels);
    this.#push(12, x, ...u16(count), ...index.flatMap(u16));
    return this.#value(count, x.range, x.wide);
  }

  /** Padding (top, left, bottom, right) of mode 0 constant, 1 edge or 2 reflect. */
  pad(x: Value, mode: number, pads: number[], value = 0): Value {
    this.#push(13, x, mode, ...pads.flatMap(u16), ...u16(value));
    const [lo, hi] = x.range;
    return this.#value(x.channels, mode === 0 ? [Math.min(lo, value), Math.max(hi, value)] : x.range, x.wide);
  }

  /** Twice the size by interpolation. */
  bilinear2(x: Value): Value {
    this.#push(14, x);
    return this.#value(x.channels, x.range, x.wide);
  }

  /** Product or weighted difference of two values of equal channels, scaled to stay in range. */
  binary(kind: "mul" | "add", a: Value, b: Value): Value {
    const scales = kind === "mul" ? [...u32(300), 15] : [...u32(600), ...u32(0x100000000 - 250), 10];
    this.#ops.push([kind === "mul" ? 15 : 16, ...u16(a.index), ...u16(b.index), ...to(a), ...scales]);
    return this.#value(a.channels, a.range, a.wide);
  }

  /** Names a result. */
  output(name: string, value: Value): void {
    this.#outputs.push([...text(name), ...u16(value.index), ...u32(0), ...u16(0)]);
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

  #push(kind: number, x: Value, ...bytes: number[]): void {
    this.#ops.push([kind, ...u16(x.index), ...bytes]);
  }

  #value(channels: number, range = U7, wide = false): Value {
    return { index: this.#count++, channels, range, wide };
  }

  #random(): number {
    // Numerical Recipes' linear congruential generator; the upper bits are good enough for weights.
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state >>> 12;
  }
}

/** Kind, zero point and range of a result of the same kind. */
function to({ wide, range }: Value): number[] {
  return [wide ? 1 : 0, 0, ...range.flatMap(u16)];
}

function window(
  { kernel = [0, 0], stride = [1, 1], pad = [0, 0, 0, 0], ceil = false, countPadding = false }: PoolOptions,
): number[] {
  return [...kernel, ...stride, ...pad, (ceil ? 1 : 0) | (countPadding ? 2 : 0)];
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
