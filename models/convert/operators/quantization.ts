/**
 * QuantizeLinear and DequantizeLinear: where the file says how results are rounded.
 *
 * @module
 */
import { quantize, type Value } from "../network.ts";
import type { ElementType, Node, Port } from "../onnx.ts";
import {
  constantOf,
  type ConstantTerm,
  type Context,
  integerOf,
  lookUp,
  optionalConstant,
  type Pending,
  type StoredTerm,
  type Term,
  termOf,
  unsupported,
} from "../importer.ts";

const RANGES: Partial<Record<ElementType, [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

interface Parameters {
  type: ElementType;
  scales: ArrayLike<number>;
  zeroPoints: ArrayLike<number>;
  axis: number;
}

function parametersOf(context: Context, node: Node): Parameters {
  const scale = constantOf(context, node, 1);
  const point = optionalConstant(context, node, 2);
  if (integerOf(node, "block_size", 0) !== 0) throw unsupported(node, "quantizes in blocks");
  for (let i = 0; i < scale.values.length; i++) {
    if (!(scale.values[i] > 0 && Number.isFinite(scale.values[i]))) {
      throw unsupported(node, `has the scale ${scale.values[i]}, which is not a positive number`);
    }
  }
  return {
    type: point?.integers?.type ?? "uint8",
    scales: scale.values,
    zeroPoints: point?.values ?? new Int8Array(scale.values.length),
    axis: integerOf(node, "axis", 1),
  };
}

/** Scale, zero point and range of activations, which have one scale. */
function scalarOf(context: Context, node: Node): Pick<Value, "quantization" | "lo" | "hi"> {
  const { type, scales, zeroPoints } = parametersOf(context, node);
  const range = RANGES[type];
  if (scales.length !== 1) throw unsupported(node, "quantizes an activation with a scale for each channel");
  if (range === undefined) throw unsupported(node, `quantizes an activation to ${type}`);
  return { quantization: { scale: scales[0], zeroPoint: zeroPoints[0] }, lo: range[0], hi: range[1] };
}

function sameQuantization(a: Pick<Value, "quantization">, b: Pick<Value, "quantization">): boolean {
  return a.quantization.scale === b.quantization.scale && a.quantization.zeroPoint === b.quantization.zeroPoint;
}

/** An input of the graph, where the file quantizes it. */
function enter(context: Context, node: Node, port: Port, type: Pick<Value, "quantization" | "lo" | "hi">): Value {
  const known = context.inputs.find((input) => input.name === port.name);
  if (known !== undefined) {
    if (!sameQuantization(known.value, type)) throw unsupported(node, `quantizes input ${port.name} in another way`);
    return known.value;
  }
  const [, channels, height, width] = port.dims.length === 2 ? [...port.dims, 1, 1] : port.dims;
  if (![2, 4].includes(port.dims.length) || channels === undefined) {
    throw unsupported(node, `reads input ${port.name}, which is not [1, channels, height, width] with known channels`);
  }
  const value: Value = { name: port.name, size: { channels, height, width }, ...type };
  if (context.photo !== undefined && channels === 3) {
    value.lo = Math.max(value.lo, quantize(context.photo[0], value.quantization));
    value.hi = Math.min(value.hi, quantize(context.photo[1], value.quantization));
  }
  context.inputs.push({ name: port.name, value });
  return value;
}

/** QuantizeLinear. */
export function quantizeLinear(context: Context, node: Node): Term {
  const term = termOf(context, node, 0);
  if (term.kind === "constant") return quantizeConstant(context, node, term);
  const type = scalarOf(context, node);
  if (term.kind === "entry") {
    const { port, lo = -Infinity, hi = Infinity } = term;
    return { kind: "stored", value: enter(context, node, port, clamped(type, lo, hi)), real: false };
  }
  if (term.kind === "stored" && term.apply === undefined) {
    if (!term.real) throw unsupported(node, "quantizes integers");
    if (sameQuantization(term.value, type)) return { ...term, real: false };
  }
  const pending = term.kind === "stored" ? lookUp(context, node, term) : term;
  const flat = term.kind === "stored" ? term.flat : false;
  return { kind: "stored", value: finished(node.outputs[0], pending, type), real: false, flat };
}

/** The range narrowed to what lies between two real numbers. */
function clamped(type: Pick<Value, "quantization" | "lo" | "hi">, lo: number, hi: number): typeof type {
  const within = (x: number) => Math.min(Math.max(quantize(x, type.quantization), type.lo), type.hi);
  return { quantization: type.quantization, lo: within(lo), hi: within(hi) };
}

/** Has a waiting operator compute its result in a certain quantization. */
export function finished(name: string, pending: Pending, type: Pick<Value, "quantization" | "lo" | "hi">): Value {
  const out: Value = { name, size: pending.size, ...clamped(type, pending.lo, pending.hi) };
  pending.finish(out);
  return out;
}

/** DequantizeLinear. */
export function dequantizeLinear(context: Context, node: Node): Term {
  const term = termOf(context, node, 0);
  if (term.kind === "constant") return dequantizeConstant(context, node, term);
  const type = scalarOf(context, node);
  if (term.kind === "entry") {
    const range = RANGES[term.port.type ?? "float"];
    if (range === undefined) throw unsupported(node, `reads input ${term.port.name}, which is not of 8 or 16 bits`);
    const value = enter(context, node, term.port, { ...type, lo: range[0], hi: range[1] });
    return { kind: "stored", value, real: true };
  }
  if (term.kind === "pending" || term.real) throw unsupported(node, "reads real numbers");
  if (!sameQuantization(term.value, type)) throw unsupported(node, "has not the scale of its QuantizeLinear");
  return { ...term, real: true } satisfies StoredTerm;
}

function quantizeConstant(context: Context, node: Node, term: ConstantTerm): ConstantTerm {
  const parameters = parametersOf(context, node);
  const range = RANGES[parameters.type];
  if (range === undefined) throw unsupported(node, `quantizes a constant to ${parameters.type}`);
  const channel = channelOf(node, term.dims, parameters);
  const values = Float64Array.from(term.values, (x, i) => {
    const c = channel(i);
    const q = quantize(x, { scale: parameters.scales[c], zeroPoint: parameters.zeroPoints[c] });
    return Math.min(Math.max(q, range[0]), range[1]);
  });
  return { kind: "constant", dims: term.dims, values, integers: integersWith(parameters, values) };
}

function dequantizeConstant(context: Context, node: Node, term: ConstantTerm): ConstantTerm {
  const parameters = parametersOf(context, node);
  const { scales, zeroPoints } = parameters;
  const channel = channelOf(node, term.dims, parameters);
  const centred = Float64Array.from(term.values, (q, i) => q - zeroPoints[channel(i)]);
  const values = centred.map((q, i) => q * scales[channel(i)]);
  return { kind: "constant", dims: term.dims, values, integers: integersWith(parameters, centred) };
}

function integersWith(parameters: Parameters, values: Float64Array): ConstantTerm["integers"] {
  return { ...parameters, values };
}

/** Which scale element i has. */
function channelOf(node: Node, dims: number[], { scales, zeroPoints, axis }: Parameters): (i: number) => number {
  if (zeroPoints.length !== scales.length) {
    throw unsupported(node, `has ${scales.length} scales and ${zeroPoints.length} zero points`);
  }
  if (scales.length === 1) return () => 0;
  const at = axis < 0 ? axis + dims.length : axis;
  if (dims[at] !== scales.length) {
    throw unsupported(node, `has ${scales.length} scales for ${dims[at]} channels`);
  }
  const inner = dims.slice(at + 1).reduce((product, dim) => product * dim, 1);
  return (i) => Math.floor(i / inner) % scales.length;
}
