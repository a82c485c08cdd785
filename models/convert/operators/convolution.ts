/**
 * Conv, ConvTranspose, Gemm and MatMul: all become convolutions.
 *
 * @module
 */
import type { Conv, Size, Value, Window } from "../network.ts";
import type { Node } from "../onnx.ts";
import {
  constantOf,
  type ConstantTerm,
  type Context,
  integerOf,
  integersOf,
  numberOf,
  optionalConstant,
  type Pending,
  storedOf,
  type Term,
  textOf,
  unsupported,
  valueOf,
} from "../importer.ts";
import { transposedWindow } from "./transposed.ts";

/** Weights as the network has them, with the real value of one step of each output channel. */
export interface Weights {
  /** [out channel][ky][kx][in channel]. */
  values: Int8Array;
  channels: number;
  steps: Float64Array;
}

/** The quantized weights of an input, checked to be 8 bits with zero point 0 (or to fit after subtracting it). */
function weightsOf(context: Context, node: Node, index: number, axis: number): {
  term: ConstantTerm;
  integers: ArrayLike<number>;
  step: (channel: number) => number;
} {
  const term = constantOf(context, node, index);
  const { integers } = term;
  if (integers === undefined) throw unsupported(node, `has weights (${node.inputs[index]}) that are not quantized`);
  for (let i = 0; i < integers.values.length; i++) {
    if (integers.values[i] < -128 || integers.values[i] > 127) {
      throw unsupported(node, `has the weight ${integers.values[i]}, zero point subtracted; int8 is needed`);
    }
  }
  const { scales } = integers;
  const given = integers.axis < 0 ? integers.axis + term.dims.length : integers.axis;
  if (scales.length > 1 && given !== axis) throw unsupported(node, `has weight scales along axis ${given}`);
  return { term, integers: integers.values, step: (channel) => scales[scales.length === 1 ? 0 : channel] };
}

/** A convolution that waits for the quantization of its result. */
export function convolution(
  { ops }: Context,
  node: Node,
  src: Value,
  window: Window,
  weights: Weights,
  bias: ArrayLike<number> | undefined,
  options: { depthwise?: boolean; skip?: Value; size?: Size } = {},
): Pending {
  const { values: weight, channels, steps } = weights;
  const { depthwise = false, skip, size = sizeAfter(src.size, window, channels) } = options;
  const unit = steps.map((step) => step * src.quantization.scale);
  const finish = (out: Value) => {
    const conv: Conv = {
      kind: "conv",
      node: node.name,
      src,
      out,
      depthwise,
      weight,
      ...window,
      bias: unit.map((unit, i) => (bias?.[i] ?? 0) / unit),
      // In single precision, as other runtimes multiply scales: what they round up is then rounded up here.
      scale: unit.map((unit) => Math.fround(Math.fround(unit) / out.quantization.scale)),
      skip,
    };
    ops.push(conv);
  };
  const per = weight.length / channels;
  const reach = Math.max(src.hi - src.quantization.zeroPoint, src.quantization.zeroPoint - src.lo);
  let bound = 0;
  unit.forEach((unit, i) => {
    const sum = weight.subarray(i * per, (i + 1) * per).reduce((sum, w) => sum + Math.abs(w), 0);
    bound = Math.max(bound, sum * reach * unit + Math.abs(bias?.[i] ?? 0));
  });
  return {
    kind: "pending",
    size,
    lo: -Infinity,
    hi: Infinity,
    bound: skip === undefined ? bound : undefined,
    finish,
    withSkip: skip === undefined
      ? (skip) => convolution({ ops } as Context, node, src, window, weights, bias, { ...options, skip })
      : undefined,
    withBias: (more) => {
      const sum = more.map((more, i) => more + (bias?.[i] ?? 0));
      return convolution({ ops } as Context, node, src, window, weights, sum, options);
    },
  };
}

/** Size of a result, floors as ONNX has them. */
export function sizeAfter({ height, width }: Size, { kernel, stride, pad }: Window, channels: number): Size {
  const side = (size: number | undefined, pads: number, i: 0 | 1) =>
    size === undefined ? undefined : Math.floor((size + pads - kernel[i]) / stride[i]) + 1;
  return { channels, height: side(height, pad[0] + pad[2], 0), width: side(width, pad[1] + pad[3], 1) };
}

/** Kernel, stride and padding of a node; ONNX writes pads as [top, left, bottom, right]. */
export function windowOf(context: Context, node: Node, kernel: number[], size: Size): Window {
  const stride = integersOf(context, node, "strides") ?? [1, 1];
  let pad = integersOf(context, node, "pads") ?? [0, 0, 0, 0];
  if (kernel.length !== 2 || stride.length !== 2 || pad.length !== 4) throw unsupported(node, "is not two-dimensional");
  const auto = textOf(node, "auto_pad", "NOTSET");
  if (auto === "VALID") pad = [0, 0, 0, 0];
  if (auto.startsWith("SAME")) {
    const total = [size.height, size.width].map((side, i) => {
      if (stride[i] === 1) return kernel[i] - 1;
      if (side === undefined) throw unsupported(node, `has auto_pad ${auto}, which needs a fixed input size`);
      return Math.max((Math.ceil(side / stride[i]) - 1) * stride[i] + kernel[i] - side, 0);
    });
    const less = total.map((total) => Math.floor(total / 2)), more = total.map((total) => Math.ceil(total / 2));
    pad = auto === "SAME_UPPER" ? [...less, ...more] : [...more, ...less];
  }
  for (const side of [...kernel, ...stride, ...pad]) {
    if (!Number.isInteger(side) || side < 0 || side > 255) throw unsupported(node, `has a window side of ${side}`);
  }
  if (kernel.includes(0) || stride.includes(0)) throw unsupported(node, `has a kernel of ${kernel}, stride ${stride}`);
  return { kernel: [kernel[0], kernel[1]], stride: [stride[0], stride[1]], pad: [pad[0], pad[1], pad[2], pad[3]] };
}

/** Conv. */
export function conv(context: Context, node: Node): Term {
  const src = valueOf(context, node, 0);
  const { term, integers, step } = weightsOf(context, node, 1, 0);
  const [channels, perGroup, height, width] = term.dims;
  if (term.dims.length !== 4) throw unsupported(node, `has weights of rank ${term.dims.length}`);
  const groups = integerOf(node, "group", 1);
  if (perGroup * groups !== src.size.channels || channels % groups !== 0) {
    throw unsupported(node, `has weights ${term.dims} in ${groups} groups for ${src.size.channels} channels`);
  }
  const dilation = integersOf(context, node, "dilations") ?? [1, 1];
  // A dilated kernel is a larger one with zeros between.
  const kernel = [(height - 1) * dilation[0] + 1, (width - 1) * dilation[1] + 1];
  const window = windowOf(context, node, kernel, src.size);
  const bias = optionalConstant(context, node, 2)?.values;
  const at = (o: number, i: number, y: number, x: number) => integers[((o * perGroup + i) * height + y) * width + x];
  const steps = Float64Array.from({ length: channels }, (_, o) => step(o));

  /** Weights of some output channels, reading `inputs` channels from that of their first group on. */
  const block = (first: number, count: number, inputs: number): Weights => {
    const values = new Int8Array(count * kernel[0] * kernel[1] * inputs);
    const perGroupOut = channels / groups;
    const firstInput = Math.floor(first / perGroupOut) * perGroup;
    for (let o = 0; o < count; o++) {
      const offset = Math.floor((first + o) / perGroupOut) * perGroup - firstInput;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const to = ((o * kernel[0] + y * dilation[0]) * kernel[1] + x * dilation[1]) * inputs;
          for (let i = 0; i < perGroup; i++) values[to + (inputs === 1 ? 0 : offset) + i] = at(first + o, i, y, x);
        }
      }
    }
    return { values, channels: count, steps: steps.slice(first, first + count) };
  };

  if (groups === 1) return convolution(context, node, src, window, block(0, channels, perGroup), bias);
  if (perGroup === 1) {
    const copies = channels / groups;
    const wide = copies === 1 ? src : pick(
      context,
      node,
      src,
      Array.from({ length: channels }, (_, i) => Math.floor(i / copies)),
    );
    return convolution(context, node, wide, window, block(0, channels, 1), bias, { depthwise: true });
  }
  return grouped(context, node, src, window, { groups, perGroup, channels, bias, block });
}

/** Fewest channels of a part of a grouped convolution: the register blocks want about this many. */
const PART_CHANNELS = 32;

/** Groups as separate convolutions, several groups in one (with zeros between) where they are small. */
function grouped(
  context: Context,
  node: Node,
  src: Value,
  window: Window,
  { groups, perGroup, channels, bias, block }: {
    groups: number;
    perGroup: number;
    channels: number;
    bias: ArrayLike<number> | undefined;
    block: (first: number, count: number, inputs: number) => Weights;
  },
): Pending {
  const perGroupOut = channels / groups;
  let together = Math.min(groups, Math.max(1, Math.ceil(PART_CHANNELS / perGroupOut)));
  while (groups % together !== 0) together++;
  const parts: Pending[] = [];
  for (let group = 0; group < groups; group += together) {
    const [first, count, inputs] = [group * perGroupOut, together * perGroupOut, together * perGroup];
    const index = Array.from({ length: inputs }, (_, i) => group * perGroup + i);
    const part = together === groups ? src : pick(context, node, src, index);
    const values = bias === undefined ? undefined : Array.from(bias).slice(first, first + count);
    parts.push(convolution(context, node, part, window, block(first, count, inputs), values));
  }
  if (parts.length === 1) return parts[0];
  return {
    kind: "pending",
    size: sizeAfter(src.size, window, channels),
    lo: -Infinity,
    hi: Infinity,
    finish: (out) => {
      const sources = parts.map((part, i): Value => ({ ...out, name: `${out.name} part ${i}`, size: part.size }));
      parts.forEach((part, i) => part.finish(sources[i]));
      context.ops.push({ kind: "concat", node: node.name, sources, out });
    },
  };
}

function pick(context: Context, node: Node, src: Value, index: number[]): Value {
  const out: Value = { ...src, name: `${src.name} for ${node.name}`, size: { ...src.size, channels: index.length } };
  context.ops.push({ kind: "channels", node: node.name, src, index, out });
  return out;
}

/** ConvTranspose: a convolution that gives all phases of the output as channels, a pixel shuffle and a crop. */
export function convTranspose(context: Context, node: Node): Term {
  const src = valueOf(context, node, 0);
  const { term, integers, step } = weightsOf(context, node, 1, 1);
  const [inputs, channels, height, width] = term.dims;
  if (term.dims.length !== 4 || inputs !== src.size.channels) {
    throw unsupported(node, `has weights ${term.dims} for ${src.size.channels} channels`);
  }
  if (integerOf(node, "group", 1) !== 1) throw unsupported(node, "has groups");
  if ((integersOf(context, node, "dilations") ?? [1, 1]).some((d) => d !== 1)) throw unsupported(node, "is dilated");
  if (textOf(node, "auto_pad", "NOTSET") !== "NOTSET" || node.attributes.has("output_shape")) {
    throw unsupported(node, "states its output's shape instead of its padding");
  }
  const { stride, pad } = windowOf(context, node, [height, width], src.size);
  const extra = integersOf(context, node, "output_padding") ?? [0, 0];
  const [y, x] = [
    transposedWindow(height, stride[0], pad[0], pad[2], extra[0]),
    transposedWindow(width, stride[1], pad[1], pad[3], extra[1]),
  ];
  const phases = stride[0] * stride[1];
  const values = new Int8Array(channels * phases * y.kernel * x.kernel * inputs);
  for (let o = 0; o < channels; o++) {
    for (let phase = 0; phase < phases; phase++) {
      const [rows, columns] = [y.taps[Math.floor(phase / stride[1])], x.taps[phase % stride[1]]];
      rows.forEach((fromY, ky) =>
        columns.forEach((fromX, kx) => {
          if (fromY === undefined || fromX === undefined) return;
          const to = (((o * phases + phase) * y.kernel + ky) * x.kernel + kx) * inputs;
          for (let i = 0; i < inputs; i++) {
            values[to + i] = integers[((i * channels + o) * height + fromY) * width + fromX];
          }
        })
      );
    }
  }
  const wide = channels * phases;
  const given = optionalConstant(context, node, 2)?.values;
  const bias = given === undefined ? undefined : Array.from({ length: wide }, (_, i) => given[Math.floor(i / phases)]);
  const steps = Float64Array.from({ length: wide }, (_, i) => step(Math.floor(i / phases)));
  const window: Window = {
    kernel: [y.kernel, x.kernel],
    stride: [1, 1],
    pad: [y.before, x.before, y.after, x.after],
  };
  const inner = convolution(context, node, src, window, { values, channels: wide, steps }, bias);
  return shuffled(context, node, inner, channels, stride, [y.crop, x.crop]);
}

/** Phases to pixels; strides that differ are refused, as the shuffle has one factor. */
function shuffled(
  { ops }: Context,
  node: Node,
  inner: Pending,
  channels: number,
  stride: [number, number],
  crop: [number, number],
): Pending {
  const [factor] = stride;
  if (stride[1] !== factor) throw unsupported(node, `has strides ${stride}, which must be equal`);
  if (factor === 1 && crop[0] === 0 && crop[1] === 0) return inner;
  const grown = (side: number | undefined) => side === undefined ? undefined : side * factor;
  const whole: Size = { channels, height: grown(inner.size.height), width: grown(inner.size.width) };
  const less = (side: number | undefined, by: number) => side === undefined ? undefined : side - by;
  const size: Size = { channels, height: less(whole.height, crop[0]), width: less(whole.width, crop[1]) };
  return {
    kind: "pending",
    size,
    lo: -Infinity,
    hi: Infinity,
    bound: inner.bound,
    finish: (out) => {
      const phases: Value = { ...out, name: `${out.name} phases`, size: inner.size };
      inner.finish(phases);
      if (crop[0] === 0 && crop[1] === 0) {
        ops.push({ kind: "pixel_shuffle", node: node.name, src: phases, factor, out });
        return;
      }
      const uncut: Value = { ...out, name: `${out.name} uncut`, size: whole };
      ops.push({ kind: "pixel_shuffle", node: node.name, src: phases, factor, out: uncut });
      const pad: [number, number, number, number] = [0, 0, -crop[0], -crop[1]];
      ops.push({ kind: "pad", node: node.name, src: uncut, mode: "edge", pad, fill: out.quantization.zeroPoint, out });
    },
  };
}

/** Gemm with constant weights. */
export function gemm(context: Context, node: Node): Term {
  if (integerOf(node, "transA", 0) !== 0) throw unsupported(node, "transposes its input");
  if (numberOf(node, "alpha", 1) !== 1 || numberOf(node, "beta", 1) !== 1) throw unsupported(node, "has alpha or beta");
  const bias = optionalConstant(context, node, 2)?.values;
  return product(context, node, integerOf(node, "transB", 0) !== 0, bias);
}

/** MatMul with constant weights. */
export function matMul(context: Context, node: Node): Term {
  return product(context, node, false, undefined);
}

/** A matrix product of one row: a 1×1 convolution of one pixel, or of a flattened image as large as the kernel. */
function product(context: Context, node: Node, transposed: boolean, bias: ArrayLike<number> | undefined): Term {
  const { value: src, flat } = storedOf(context, node, 0);
  const { term, integers, step } = weightsOf(context, node, 1, transposed ? 0 : 1);
  if (term.dims.length !== 2) throw unsupported(node, `has weights of rank ${term.dims.length}`);
  const [channels, columns] = transposed ? term.dims : [term.dims[1], term.dims[0]];
  const { channels: inputs, height = 0, width = 0 } = src.size;
  const area = flat ? height * width : 1;
  if (inputs * area !== columns || (!flat && (src.size.height !== 1 || src.size.width !== 1))) {
    throw unsupported(node, `multiplies ${columns} columns with a tensor of ${inputs} channels`);
  }
  if (bias !== undefined && bias.length !== channels) throw unsupported(node, "has a bias that is not one row");
  const values = new Int8Array(channels * columns);
  for (let o = 0; o < channels; o++) {
    for (let k = 0; k < columns; k++) {
      // ONNX flattens [channel][y][x]; the network has the channel last.
      const to = k % area * inputs + Math.floor(k / area);
      values[o * columns + to] = integers[transposed ? o * columns + k : k * channels + o];
    }
  }
  const steps = Float64Array.from({ length: channels }, (_, o) => step(o));
  const kernel: [number, number] = flat ? [height, width] : [1, 1];
  const window: Window = { kernel, stride: [1, 1], pad: [0, 0, 0, 0] };
  if (kernel.some((side) => side > 255)) throw unsupported(node, `reads a flattened image of ${kernel}`);
  return convolution(context, node, src, window, { values, channels, steps }, bias);
}
