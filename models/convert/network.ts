/**
 * The network between ONNX and the packed file: values are integers in ONNX's own numbers, operators say which real
 * function they stand for. How a value is stored is decided later (storage.ts).
 *
 * @module
 */

/** Scale and zero point: q stands for (q − zeroPoint) · scale. */
export interface Quantization {
  scale: number;
  zeroPoint: number;
}

/** Channels, height, width; `undefined` is known only when a network runs. */
export interface Size {
  channels: number;
  height: number | undefined;
  width: number | undefined;
}

/** A quantized tensor. */
export interface Value {
  /** Name of the ONNX tensor that it is, or came from. */
  name: string;
  size: Size;
  quantization: Quantization;
  /** Range of q: of its type, narrowed by clamps and by what was measured. */
  lo: number;
  hi: number;
}

/** Kernel, stride and padding. */
export interface Window {
  kernel: [height: number, width: number];
  stride: [y: number, x: number];
  /** Top, left, bottom, right. */
  pad: [number, number, number, number];
}

interface Operator {
  /** Name of the ONNX node that made it. */
  node: string;
  out: Value;
}

/** A convolution with everything that is fused into it. */
export interface Conv extends Operator, Window {
  kind: "conv";
  src: Value;
  depthwise: boolean;
  /** [out channel][ky][kx][in channel]; one in channel when depthwise. */
  weight: Int8Array;
  /** In units of the accumulator, Σ weight · (q − zeroPoint). */
  bias: Float64Array;
  /** Steps of the output for one of the accumulator, each channel. */
  scale: Float64Array;
  /** Added before the clamp. */
  skip?: Value;
  /** The window must cover its source without a rest. */
  exact?: boolean;
}

/** Any function of one real value. */
export interface Table extends Operator {
  kind: "table";
  src: Value;
  apply: (x: number) => number;
}

/** Maximum of each window. */
export interface MaxPool extends Operator, Window {
  kind: "max_pool";
  src: Value;
  ceil: boolean;
}

/** Mean of each window; without a window of the whole image. */
export interface AveragePool extends Operator {
  kind: "average_pool";
  src: Value;
  window?: Window & { ceil: boolean; countPadding: boolean };
}

/** Picks channels. */
export interface Channels extends Operator {
  kind: "channels";
  src: Value;
  index: number[];
}

/** Pads or, with negative numbers, crops. */
export interface Pad extends Operator {
  kind: "pad";
  src: Value;
  mode: "constant" | "edge" | "reflect";
  pad: [number, number, number, number];
  /** q of the padding. */
  fill: number;
}

/** Moves or repeats elements. */
export interface Rearrange extends Operator {
  kind: "pixel_shuffle" | "pixel_unshuffle" | "upsample" | "bilinear2";
  src: Value;
  factor: number;
}

/** Joins channels. */
export interface Concat extends Operator {
  kind: "concat";
  sources: Value[];
}

/** Sum or product of two values; the second may have a single pixel. */
export interface Binary extends Operator {
  kind: "add" | "mul";
  sources: [Value, Value];
}

/** Any operator. */
export type Op = Conv | Table | MaxPool | AveragePool | Channels | Pad | Rearrange | Concat | Binary;

/** An input. */
export interface Input {
  name: string;
  value: Value;
}

/** A network. Operators come after what they read. */
export interface Network {
  name: string;
  inputs: Input[];
  ops: Op[];
  outputs: { name: string; value: Value }[];
}

/** The values that an operator reads. */
export function sourcesOf(op: Op): Value[] {
  if ("sources" in op) return op.sources;
  return op.kind === "conv" && op.skip !== undefined ? [op.src, op.skip] : [op.src];
}

/** Quantizes a real number: round half to even as ONNX does, without a clamp. */
export function quantize(x: number, { scale, zeroPoint }: Quantization): number {
  return roundHalfEven(x / scale) + zeroPoint;
}

/** To the nearest integer, a half to the even one. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
