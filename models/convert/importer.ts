/**
 * What the importers of single operators share: the terms that ONNX tensors become, and how to ask a node for them.
 *
 * A quantized ONNX file writes each operator between DequantizeLinear and QuantizeLinear. So a tensor is one of
 *
 *     constant   known now
 *     entry      an input of the graph that nothing has quantized yet
 *     stored     a value of the network, perhaps with a function of it that is still to be looked up
 *     pending    an operator that waits for the QuantizeLinear which says how its result is rounded
 *
 * Each QuantizeLinear of the file is one rounding of the network, neither more nor less: that is what makes it equal to
 * other runtimes.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import type { Attribute, ElementType, Node, OnnxGraph, Port } from "./onnx.ts";
import { type Input, type Op, quantize, type Size, type Value } from "./network.ts";

/** A constant, with its integers where it was quantized. */
export interface ConstantTerm {
  kind: "constant";
  dims: number[];
  /** Real values. */
  values: ArrayLike<number>;
  integers?: {
    type: ElementType;
    /** Zero point subtracted. */
    values: ArrayLike<number>;
    scales: ArrayLike<number>;
    zeroPoints: ArrayLike<number>;
    /** The dimension with its own scales; irrelevant for a single scale. */
    axis: number;
  };
}

/** A value of the network. */
export interface StoredTerm {
  kind: "stored";
  value: Value;
  /** Whether it stands for real numbers (behind DequantizeLinear) or for the integers. */
  real: boolean;
  /** A function of the real value that has not been looked up yet. */
  apply?: (x: number) => number;
  /** Flattened from this size to channels · height · width columns. */
  flat?: boolean;
}

/** An operator that waits for its result's quantization. */
export interface Pending {
  kind: "pending";
  size: Size;
  /** Bounds of the real result, from ReLU and Clip. */
  lo: number;
  hi: number;
  /** Largest magnitude of the real result, where known. */
  bound?: number;
  /** Appends the operators that compute `out`. */
  finish(out: Value): void;
  /** The same with a value added before the rounding. */
  withSkip?(skip: Value): Pending;
  /** The same with a real number added to each channel. */
  withBias?(bias: number[]): Pending;
}

/** An input of the graph. */
export interface EntryTerm {
  kind: "entry";
  port: Port;
  /** Bounds, where it was clipped. */
  lo?: number;
  hi?: number;
}

/** What an ONNX tensor has become. */
export type Term = ConstantTerm | StoredTerm | Pending | EntryTerm;

/** What is being built. */
export interface Context {
  graph: OnnxGraph;
  terms: Map<string, Term>;
  inputs: Input[];
  ops: Op[];
  /** Photo inputs: what the bytes 0 and 255 stand for. */
  photo?: [number, number];
}

/** Turns a node into the terms of its outputs. */
export type Importer = (context: Context, node: Node) => Term | Term[];

/** An error that names the node. */
export function unsupported(node: Node, why: string): SemcastError {
  const domain = node.domain === "" ? "" : `${node.domain}.`;
  return new SemcastError("unsupported", `Operator ${domain}${node.op} (node ${node.name}) ${why}`);
}

/** The term of an input; `undefined` where it is not given. */
export function optionalTerm({ terms }: Context, node: Node, index: number): Term | undefined {
  const name = node.inputs[index] ?? "";
  if (name === "") return undefined;
  const term = terms.get(name);
  if (term === undefined) throw new SemcastError("malformed", `Node ${node.name} reads ${name}, which nothing makes`);
  return term;
}

/** The term of an input. */
export function termOf(context: Context, node: Node, index: number): Term {
  const term = optionalTerm(context, node, index);
  if (term === undefined) throw new SemcastError("malformed", `Node ${node.name} lacks input ${index}`);
  return term;
}

/** An input that must be a quantized value as it is. */
export function storedOf(context: Context, node: Node, index: number): StoredTerm {
  const term = termOf(context, node, index);
  if (term.kind === "stored" && term.apply === undefined) return term;
  const why = term.kind === "constant"
    ? "constant"
    : "not quantized (no QuantizeLinear and DequantizeLinear before it)";
  throw unsupported(node, `reads ${node.inputs[index]}, which is ${why}`);
}

/** {@linkcode storedOf} of an image, not flattened. */
export function valueOf(context: Context, node: Node, index: number): Value {
  const { value, flat } = storedOf(context, node, index);
  if (flat) throw unsupported(node, `reads ${node.inputs[index]}, which was flattened`);
  return value;
}

/** An input that must be a constant. */
export function constantOf(context: Context, node: Node, index: number): ConstantTerm {
  const term = termOf(context, node, index);
  if (term.kind !== "constant") throw unsupported(node, `needs a constant as input ${index}`);
  return term;
}

/** An input that must be a constant, where given. */
export function optionalConstant(context: Context, node: Node, index: number): ConstantTerm | undefined {
  return optionalTerm(context, node, index) === undefined ? undefined : constantOf(context, node, index);
}

/** Integers from an attribute or, as later operator sets have it, from an input. */
export function integersOf(context: Context, node: Node, attribute: string, index?: number): number[] | undefined {
  const given = node.attributes.get(attribute);
  if (given?.ints !== undefined) return given.ints;
  const constant = index === undefined ? undefined : optionalConstant(context, node, index);
  return constant === undefined ? undefined : Array.from(constant.values);
}

/** An attribute's integer. */
export function integerOf(node: Node, attribute: string, otherwise: number): number {
  return node.attributes.get(attribute)?.int ?? otherwise;
}

/** An attribute's text. */
export function textOf(node: Node, attribute: string, otherwise: string): string {
  return node.attributes.get(attribute)?.text ?? otherwise;
}

/** An attribute's number. */
export function numberOf(node: Node, attribute: keyof Attribute | string, otherwise: number): number {
  return node.attributes.get(attribute)?.float ?? otherwise;
}

/** The term as an operator that waits: a stored value becomes a look-up. */
export function pendingOf(context: Context, node: Node, index: number): Pending {
  const term = termOf(context, node, index);
  if (term.kind === "pending") return term;
  if (term.kind !== "stored" || !term.real || term.flat) {
    throw unsupported(node, `reads ${node.inputs[index]}, which is not a quantized image`);
  }
  return lookUp(context, node, term);
}

/** Size of the image that a node reads first. */
export function sizeOf(context: Context, node: Node): Size {
  const term = termOf(context, node, 0);
  if (term.kind === "pending") return term.size;
  return term.kind === "stored" && !term.flat ? term.value.size : valueOf(context, node, 0).size;
}

/** A look-up that waits for its quantization. */
export function lookUp({ ops }: Context, node: Node, { value: src, apply = (x) => x }: StoredTerm): Pending {
  return {
    kind: "pending",
    size: src.size,
    lo: -Infinity,
    hi: Infinity,
    finish: (out) => {
      narrow(out, src, apply);
      ops.push({ kind: "table", node: node.name, src, apply, out });
    },
  };
}

/** The range of a table's result is that of its entries. */
function narrow(out: Value, src: Value, apply: (x: number) => number): void {
  const { scale, zeroPoint } = src.quantization;
  let [lo, hi] = [Infinity, -Infinity];
  for (let q = src.lo; q <= src.hi; q++) {
    const entry = quantize(apply((q - zeroPoint) * scale), out.quantization);
    [lo, hi] = [Math.min(lo, entry), Math.max(hi, entry)];
  }
  // Where a function is not defined for all its arguments, the writer says so.
  if (Number.isNaN(lo)) return;
  out.lo = Math.min(Math.max(out.lo, lo), out.hi);
  out.hi = Math.max(Math.min(out.hi, hi), out.lo);
}

/** An operator that moves elements: on a stored value at once, on a waiting one after it. */
export function moved(
  context: Context,
  node: Node,
  index: number,
  resize: (size: Size) => Size,
  make: (src: Value, out: Value) => Op,
): StoredTerm | Pending {
  const term = termOf(context, node, index);
  if (term.kind === "stored" && term.apply === undefined) {
    const src = valueOf(context, node, index);
    const out: Value = { ...src, name: node.outputs[0], size: resize(src.size) };
    context.ops.push(make(src, out));
    return { kind: "stored", value: out, real: term.real };
  }
  const { size, lo, hi, bound, finish } = pendingOf(context, node, index);
  return {
    kind: "pending",
    size: resize(size),
    lo,
    hi,
    bound,
    finish: (out) => {
      const inner: Value = { ...out, name: `${out.name} before ${node.name}`, size };
      finish(inner);
      [out.lo, out.hi] = [inner.lo, inner.hi];
      context.ops.push(make(inner, out));
    },
  };
}
