/**
 * From an ONNX graph to a network: walks the nodes in order and has each imported.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import { type Context, type Importer, type Term, unsupported } from "./importer.ts";
import type { Network, Value } from "./network.ts";
import type { Constant, Node, OnnxGraph } from "./onnx.ts";
import { conv, convTranspose, gemm, matMul } from "./operators/convolution.ts";
import * as elementwise from "./operators/elementwise.ts";
import * as movement from "./operators/movement.ts";
import * as pooling from "./operators/pooling.ts";
import { dequantizeLinear, finished, quantizeLinear } from "./operators/quantization.ts";

const IMPORTERS: Record<string, Importer> = {
  ...elementwise.unary,
  Add: elementwise.add,
  AveragePool: pooling.averagePool,
  BatchNormalization: elementwise.batchNormalization,
  Clip: elementwise.clip,
  Concat: movement.concat,
  Constant: constantNode,
  Conv: conv,
  ConvTranspose: convTranspose,
  DepthToSpace: movement.depthToSpace,
  DequantizeLinear: dequantizeLinear,
  Div: elementwise.div,
  Dropout: movement.identity,
  Flatten: movement.reshape,
  Gather: movement.gather,
  Gemm: gemm,
  GlobalAveragePool: pooling.globalAveragePool,
  Identity: movement.identity,
  MatMul: matMul,
  MaxPool: pooling.maxPool,
  Mul: elementwise.mul,
  Pad: movement.pad,
  QuantizeLinear: quantizeLinear,
  ReduceMean: pooling.reduceMean,
  Relu: elementwise.relu,
  Reshape: movement.reshape,
  Resize: movement.resize,
  Slice: movement.slice,
  SpaceToDepth: movement.spaceToDepth,
  Split: movement.split,
  Squeeze: movement.reshape,
  Sub: elementwise.sub,
  Unsqueeze: movement.reshape,
};

/** Names of the ONNX operators that are understood. */
export const OPERATORS: string[] = Object.keys(IMPORTERS).sort();

/** Domains whose QuantizeLinear and DequantizeLinear mean the same as ONNX's own. */
const DOMAINS = ["", "ai.onnx", "com.microsoft"];

/**
 * Builds the network.
 *
 * @param photo Three-channel inputs are photos, whose bytes 0 and 255 stand for these numbers
 * @throws {SemcastError} `unsupported` with the name of the operator and its node; `malformed`
 */
export function buildNetwork(graph: OnnxGraph, photo?: [number, number]): Network {
  const context: Context = { graph, terms: new Map(), inputs: [], ops: [], photo };
  for (const [name, constant] of graph.constants) context.terms.set(name, constantTerm(constant));
  for (const port of graph.inputs) context.terms.set(port.name, { kind: "entry", port });
  for (const node of graph.nodes) {
    const importer = Object.hasOwn(IMPORTERS, node.op) ? IMPORTERS[node.op] : undefined;
    if (importer === undefined || !DOMAINS.includes(node.domain)) throw unsupported(node, "is not supported");
    const made = importer(context, node);
    const terms = Array.isArray(made) ? made : [made];
    terms.forEach((term, i) => context.terms.set(node.outputs[i], term));
  }
  if (new Set(graph.outputs.map(({ name }) => name)).size !== graph.outputs.length) {
    throw new SemcastError("malformed", "ONNX graph has two outputs of one name");
  }
  const outputs = graph.outputs.map(({ name }) => ({ name, value: outputOf(name, context.terms.get(name)) }));
  if (outputs.length === 0 || context.inputs.length === 0) {
    throw new SemcastError("unsupported", "ONNX graph has no quantized input or no output");
  }
  return { name: graph.name || "main", inputs: context.inputs, ops: context.ops, outputs };
}

function outputOf(name: string, term: Term | undefined): Value {
  if (term?.kind === "stored" && term.apply === undefined) return term.value;
  if (term?.kind === "pending" && term.bound !== undefined && term.bound > 0) {
    // Nothing rounds this result: 16 bits that no input can overflow are as good as it gets.
    const most = 32767;
    const quantization = { scale: Math.fround(term.bound / most * 1.000001), zeroPoint: 0 };
    return finished(name, term, { quantization, lo: -most, hi: most });
  }
  throw new SemcastError("unsupported", `Output ${name} is not quantized: QuantizeLinear must end the graph`);
}

function constantTerm({ type, dims, values }: Constant): Term {
  const integers = type === "float" || type === "double" ? undefined : {
    type,
    values,
    scales: [1],
    zeroPoints: [0],
    axis: 0,
  };
  return { kind: "constant", dims, values, integers };
}

function constantNode(_: Context, node: Node): Term {
  const { attributes } = node;
  const tensor = attributes.get("value")?.tensor;
  if (tensor !== undefined) return constantTerm(tensor);
  const float = attributes.get("value_float")?.float, int = attributes.get("value_int")?.int;
  if (float !== undefined) return constantTerm({ type: "float", dims: [], values: [float] });
  if (int !== undefined) return constantTerm({ type: "int64", dims: [], values: [int] });
  const floats = attributes.get("value_floats")?.floats, ints = attributes.get("value_ints")?.ints;
  if (floats !== undefined) return constantTerm({ type: "float", dims: [floats.length], values: floats });
  if (ints !== undefined) return constantTerm({ type: "int64", dims: [ints.length], values: ints });
  throw unsupported(node, "has a value that is no tensor");
}
