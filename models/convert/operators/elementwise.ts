/**
 * Functions of one value, sums and products.
 *
 * @module
 */
import type { Op, Size, Value } from "../network.ts";
import { roundHalfEven } from "../network.ts";
import type { Node } from "../onnx.ts";
import {
  type ConstantTerm,
  type Context,
  type Importer,
  numberOf,
  optionalConstant,
  type Pending,
  type StoredTerm,
  type Term,
  termOf,
  unsupported,
} from "../importer.ts";
import { convolution } from "./convolution.ts";

type Unary = (node: Node) => (x: number) => number;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number, alpha: number, beta: number) => Math.min(Math.max(alpha * x + beta, 0), 1);
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Error function, to 1.2e-7 (Numerical Recipes, erfc by Chebyshev fitting). */
function erf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const terms = [
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277,
  ];
  const tail = t * Math.exp(-x * x + terms.reduceRight((sum, term) => term + t * sum, 0));
  return x >= 0 ? 1 - tail : tail - 1;
}

/** Functions that become tables. */
const UNARY: Record<string, Unary> = {
  Abs: () => Math.abs,
  Ceil: () => Math.ceil,
  Elu: (node) => {
    const alpha = numberOf(node, "alpha", 1);
    return (x) => x < 0 ? alpha * Math.expm1(x) : x;
  },
  Erf: () => erf,
  Exp: () => Math.exp,
  Floor: () => Math.floor,
  Gelu: () => (x) => x * (1 + erf(x / Math.SQRT2)) / 2,
  HardSigmoid: (node) => {
    const alpha = numberOf(node, "alpha", 0.2), beta = numberOf(node, "beta", 0.5);
    return (x) => hardSigmoid(x, alpha, beta);
  },
  HardSwish: () => (x) => x * hardSigmoid(x, 1 / 6, 0.5),
  LeakyRelu: (node) => {
    const alpha = numberOf(node, "alpha", 0.01);
    return (x) => x < 0 ? alpha * x : x;
  },
  Mish: () => (x) => x * Math.tanh(softplus(x)),
  Neg: () => (x) => -x,
  Reciprocal: () => (x) => 1 / x,
  Round: () => roundHalfEven,
  Sigmoid: () => sigmoid,
  Sign: () => Math.sign,
  Softplus: () => softplus,
  Softsign: () => (x) => x / (1 + Math.abs(x)),
  Sqrt: () => Math.sqrt,
  Tanh: () => Math.tanh,
};

/** Importers of all functions of one value, ReLU and Clip apart. */
export const unary: Record<string, Importer> = Object.fromEntries(
  Object.entries(UNARY).map(([op, make]): [string, Importer] => [op, (context, node) => {
    const term = termOf(context, node, 0);
    if (term.kind !== "stored" || !term.real) {
      throw unsupported(node, "reads a result that is not quantized; a table needs QuantizeLinear before it");
    }
    return composed(term, make(node));
  }]),
);

function composed(term: StoredTerm, f: (x: number) => number): StoredTerm {
  const { apply = (x: number) => x } = term;
  return { ...term, apply: (x) => f(apply(x)) };
}

function clamped(context: Context, node: Node, lo: number, hi: number): Term {
  const term = termOf(context, node, 0);
  if (term.kind === "entry") return { ...term, lo: Math.max(lo, term.lo ?? lo), hi: Math.min(hi, term.hi ?? hi) };
  if (term.kind === "stored" && term.real) return composed(term, (x) => Math.min(Math.max(x, lo), hi));
  if (term.kind === "stored" && term.apply === undefined) return clampedIntegers(context, node, term, lo, hi);
  if (term.kind !== "pending") throw unsupported(node, "reads what is not a quantized image");
  return {
    ...term,
    lo: Math.min(Math.max(term.lo, lo), hi),
    hi: Math.min(Math.max(term.hi, lo), hi),
    // What is added behind a clamp must not slip before it.
    withSkip: undefined,
    withBias: undefined,
  };
}

/** Operators that clamp their result to its range. */
const CLAMPING: ReadonlySet<string> = new Set(["conv", "table", "add", "mul", "average_pool"] satisfies Op["kind"][]);

/** Integers clipped between QuantizeLinear and DequantizeLinear: narrows the range of what makes them. */
function clampedIntegers(context: Context, node: Node, term: StoredTerm, lo: number, hi: number): StoredTerm {
  const { value } = term;
  const within = (q: number) => Math.min(Math.max(q, Math.ceil(lo)), Math.floor(hi));
  const range = { lo: within(value.lo), hi: within(value.hi) };
  const maker = context.ops.find((op) => op.out === value);
  const readers = context.graph.nodes.filter((other) => other.inputs.includes(node.inputs[0]));
  const own = context.inputs.some((input) => input.value === value) || CLAMPING.has(maker?.kind ?? "");
  if (own && readers.length === 1 && !context.graph.outputs.some(({ name }) => name === node.inputs[0])) {
    Object.assign(value, range);
    return term;
  }
  const out: Value = { ...value, ...range, name: node.outputs[0] };
  context.ops.push({ kind: "table", node: node.name, src: value, apply: (x) => x, out });
  return { ...term, value: out };
}

/** Relu. */
export function relu(context: Context, node: Node): Term {
  return clamped(context, node, 0, Infinity);
}

/** Clip, ReLU6 among it. */
export function clip(context: Context, node: Node): Term {
  const bound = (index: number, name: string, otherwise: number) =>
    optionalConstant(context, node, index)?.values[0] ?? numberOf(node, name, otherwise);
  const lo = bound(1, "min", -Infinity), hi = bound(2, "max", Infinity);
  if (!(lo <= hi)) throw unsupported(node, `clips to ${lo}…${hi}`);
  return clamped(context, node, lo, hi);
}

/** The numbers of a constant, one for each channel of an image; one number serves all. */
function perChannel(node: Node, { values, dims }: ConstantTerm, { channels }: Size, rank: 2 | 4): number[] {
  if (values.length === 1) return new Array<number>(channels).fill(values[0]);
  const axis = dims.length - (rank === 2 ? 1 : 3);
  if (values.length !== channels || dims[axis] !== channels) {
    throw unsupported(node, `has a constant of shape ${dims} for ${channels} channels`);
  }
  return Array.from(values);
}

/** Which of two inputs is constant, the other one first. */
function split(context: Context, node: Node): [Term, ConstantTerm | undefined, Term] {
  const a = termOf(context, node, 0), b = termOf(context, node, 1);
  if (a.kind === "constant") return [b, a, b];
  return [a, b.kind === "constant" ? b : undefined, b];
}

/** Add of constants, of values, or of a value to a result that waits for its rounding. */
export function add(context: Context, node: Node): Term {
  const [x, constant, y] = split(context, node);
  if (constant !== undefined) return withConstant(context, node, x, constant, (c) => [1, c]);
  if (x.kind === "pending" && y.kind === "stored") return skipped(node, x, y);
  if (y.kind === "pending" && x.kind === "stored") return skipped(node, y, x);
  return binary(context, node, "add");
}

/** Sub of a constant from a value or the other way round. */
export function sub(context: Context, node: Node): Term {
  const [x, constant] = split(context, node);
  if (constant === undefined) throw unsupported(node, "subtracts two tensors");
  const reversed = termOf(context, node, 0) === constant;
  return withConstant(context, node, x, constant, (c) => reversed ? [-1, c] : [1, -c]);
}

/** Mul by constants, or of values. */
export function mul(context: Context, node: Node): Term {
  const [x, constant, y] = split(context, node);
  if (constant !== undefined) return withConstant(context, node, x, constant, (c) => [c, 0]);
  if (x.kind === "stored" && y.kind === "stored" && x.value === y.value && x.real && y.real) {
    // Two functions of one value are one function of it: x · hardsigmoid(x) and the like.
    const { apply: f = (x: number) => x } = x, { apply: g = (x: number) => x } = y;
    return { ...x, apply: (x) => f(x) * g(x) };
  }
  return binary(context, node, "mul");
}

/** Div by constants. */
export function div(context: Context, node: Node): Term {
  const [x, constant] = split(context, node);
  if (constant === undefined || termOf(context, node, 0) === constant) {
    throw unsupported(node, "divides by a tensor");
  }
  return withConstant(context, node, x, constant, (c) => [1 / c, 0]);
}

/** BatchNormalization that nobody folded. */
export function batchNormalization(context: Context, node: Node): Term {
  const term = termOf(context, node, 0);
  const constants = [1, 2, 3, 4].map((i) => optionalConstant(context, node, i)?.values);
  const [gamma, beta, mean, variance] = constants;
  if (!gamma || !beta || !mean || !variance) throw unsupported(node, "lacks a constant");
  const epsilon = numberOf(node, "epsilon", 1e-5);
  const factors = Array.from(gamma, (gamma, i) => gamma / Math.sqrt(variance[i] + epsilon));
  return affine(context, node, term, factors, factors.map((factor, i) => beta[i] - mean[i] * factor));
}

/** x · factor + summand with numbers from a constant: a function if there is one number, else one of each channel. */
function withConstant(
  context: Context,
  node: Node,
  x: Term,
  constant: ConstantTerm,
  of: (c: number) => [factor: number, summand: number],
): Term {
  if (x.kind === "stored" && x.real && constant.values.length === 1) {
    const [factor, summand] = of(constant.values[0]);
    return composed(x, (x) => x * factor + summand);
  }
  if (x.kind !== "stored" && x.kind !== "pending") throw unsupported(node, "reads what is not a quantized image");
  const size = x.kind === "stored" ? x.value.size : x.size;
  const single = size.height === 1 && size.width === 1 && constant.dims.length <= 2;
  const pairs = perChannel(node, constant, size, single ? 2 : 4).map(of);
  return affine(context, node, x, pairs.map(([factor]) => factor), pairs.map(([, summand]) => summand));
}

/** Weight of the one tap: large, so that the summand is rounded finely in units of the accumulator. */
const UNIT = 64;

function affine(context: Context, node: Node, x: Term, factors: number[], summands: number[]): Term {
  if (x.kind === "pending" && x.withBias !== undefined && factors.every((factor) => factor === 1)) {
    return x.withBias(summands);
  }
  if (x.kind !== "stored" || !x.real || x.apply !== undefined || x.flat) {
    throw unsupported(node, "reads a result that is not quantized");
  }
  const values = Int8Array.from(factors, (factor) => UNIT * Math.sign(factor));
  const steps = Float64Array.from(factors, (factor) => (Math.abs(factor) || 1) / UNIT);
  const weights = { values, channels: factors.length, steps };
  return convolution(context, node, x.value, ONE, weights, summands, { depthwise: true });
}

const ONE = { kernel: [1, 1], stride: [1, 1], pad: [0, 0, 0, 0] } satisfies Parameters<typeof convolution>[3];

function skipped(node: Node, x: Pending, skip: StoredTerm): Term {
  if (x.withSkip === undefined || !skip.real || skip.apply !== undefined || skip.flat) {
    throw unsupported(node, "adds to a result that is not quantized");
  }
  const { size } = skip.value;
  if (size.channels !== x.size.channels || size.height !== x.size.height || size.width !== x.size.width) {
    throw unsupported(node, "adds a tensor of another size to a result that is not quantized");
  }
  return x.withSkip(skip.value);
}

function binary(context: Context, node: Node, kind: "add" | "mul"): Pending {
  const [a, b] = [0, 1].map((index): Value => {
    const term = termOf(context, node, index);
    if (term.kind !== "stored" || !term.real || term.apply !== undefined || term.flat) {
      throw unsupported(node, `reads ${node.inputs[index]}, which is not quantized`);
    }
    return term.value;
  });
  if (a.size.channels !== b.size.channels) {
    throw unsupported(node, `has ${a.size.channels} and ${b.size.channels} channels`);
  }
  const pixel = ({ size }: Value) => size.height === 1 && size.width === 1;
  // The kernel repeats the second operand.
  const sources: [Value, Value] = pixel(a) && !pixel(b) ? [b, a] : [a, b];
  return {
    kind: "pending",
    size: sources[0].size,
    lo: -Infinity,
    hi: Infinity,
    finish: (out) => context.ops.push({ kind, node: node.name, sources, out }),
  };
}
