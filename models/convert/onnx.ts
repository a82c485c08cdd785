/**
 * Reads the parts of an ONNX file that a compiler needs: nodes with their attributes, constants, inputs and outputs.
 * Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import { type Field, fields, floats, integers, text } from "../../functions/_shared/protobuf.ts";

/** Element types that a quantized network has, by ONNX's numbers. */
const TYPES = {
  1: "float",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  11: "double",
} as const;
/** Element type of a tensor. */
export type ElementType = (typeof TYPES)[keyof typeof TYPES];

/** A constant. */
export interface Constant {
  type: ElementType;
  dims: number[];
  /** One number for each element; integers of 64 bits must be exact in a double. */
  values: ArrayLike<number>;
}

/** Value of an attribute. */
export interface Attribute {
  float?: number;
  int?: number;
  text?: string;
  tensor?: Constant;
  floats?: number[];
  ints?: number[];
}

/** An operator. */
export interface Node {
  /** Its name, or where that is empty its first output's. */
  name: string;
  op: string;
  domain: string;
  /** Empty text stands for an input that is not given. */
  inputs: string[];
  outputs: string[];
  attributes: Map<string, Attribute>;
}

/** An input or output of the graph. */
export interface Port {
  name: string;
  type: ElementType | undefined;
  /** Sizes, `undefined` where they vary. */
  dims: (number | undefined)[];
}

/** What an ONNX file holds. */
export interface OnnxGraph {
  name: string;
  /** Version of the default operator set. */
  opset: number;
  nodes: Node[];
  constants: Map<string, Constant>;
  inputs: Port[];
  outputs: Port[];
}

/** Largest file taken, in bytes. */
export const MAX_BYTES = 256 << 20;
const MAX_NODES = 20_000;
const MAX_RANK = 8;

/**
 * Parses a file.
 *
 * @throws {SemcastError} `malformed`, `unsupported` (weights in another file, an element type) or `too-large`
 */
export function readOnnx(file: Uint8Array): OnnxGraph {
  if (file.length > MAX_BYTES) {
    throw new SemcastError("too-large", `ONNX file has ${file.length} bytes, the limit is ${MAX_BYTES}`);
  }
  let graph: Uint8Array | undefined;
  let opset = 0;
  for (const field of fields(file)) {
    if (field.number === 7) graph = field.bytes;
    if (field.number === 8) opset = Math.max(opset, readOpset(field.bytes));
  }
  if (graph === undefined) throw new SemcastError("malformed", "File holds no ONNX graph");
  const result: OnnxGraph = { name: "", opset, nodes: [], constants: new Map(), inputs: [], outputs: [] };
  for (const field of fields(graph)) readGraphField(result, field);
  // Old files list constants among the inputs.
  result.inputs = result.inputs.filter((port) => !result.constants.has(port.name));
  return result;
}

function readGraphField(graph: OnnxGraph, field: Field): void {
  switch (field.number) {
    case 1:
      if (graph.nodes.length === MAX_NODES) {
        throw new SemcastError("too-large", `ONNX graph has more than ${MAX_NODES} nodes`);
      }
      graph.nodes.push(readNode(field.bytes));
      break;
    case 2:
      graph.name = text(field.bytes);
      break;
    case 5: {
      const [name, constant] = readTensor(field.bytes);
      graph.constants.set(name, constant);
      break;
    }
    case 11:
      graph.inputs.push(readPort(field.bytes));
      break;
    case 12:
      graph.outputs.push(readPort(field.bytes));
      break;
    case 15:
      throw new SemcastError("unsupported", "ONNX graph has sparse constants");
  }
}

function readOpset(bytes: Uint8Array): number {
  let domain = "", version = 0;
  for (const { number, bytes: value, integer } of fields(bytes)) {
    if (number === 1) domain = text(value);
    if (number === 2) version = Number(integer);
  }
  return domain === "" || domain === "ai.onnx" ? version : 0;
}

/**
 * Parses a node of a graph.
 *
 * @throws {SemcastError} `malformed`, `unsupported`
 */
export function readNode(bytes: Uint8Array): Node {
  const node: Node = { name: "", op: "", domain: "", inputs: [], outputs: [], attributes: new Map() };
  for (const { number, bytes: value } of fields(bytes)) {
    if (number === 1) node.inputs.push(text(value));
    if (number === 2) node.outputs.push(text(value));
    if (number === 3) node.name = text(value);
    if (number === 4) node.op = text(value);
    if (number === 5) node.attributes.set(...readAttribute(value));
    if (number === 7) node.domain = text(value);
  }
  if (node.op === "" || node.outputs.length === 0) {
    throw new SemcastError("malformed", `Node ${node.name} has no operator or no output`);
  }
  node.name ||= node.outputs[0];
  return node;
}

function readAttribute(bytes: Uint8Array): [string, Attribute] {
  const attribute: Attribute = {};
  let name = "";
  for (const field of fields(bytes)) {
    const { number, bytes: value } = field;
    if (number === 1) name = text(value);
    if (number === 2) attribute.float = floats(value)[0];
    if (number === 3) attribute.int = safe(field.integer);
    if (number === 4) attribute.text = text(value);
    if (number === 5) attribute.tensor = readTensor(value)[1];
    if (number === 7) attribute.floats = [...attribute.floats ?? [], ...floats(value)];
    if (number === 8) attribute.ints = [...attribute.ints ?? [], ...integers(field).map(safe)];
  }
  return [name, attribute];
}

function readPort(bytes: Uint8Array): Port {
  const port: Port = { name: "", type: undefined, dims: [] };
  for (const { number, bytes: value } of fields(bytes)) {
    if (number === 1) port.name = text(value);
    if (number !== 2) continue;
    for (const type of fields(value)) {
      if (type.number !== 1) continue; // not a tensor
      for (const part of fields(type.bytes)) {
        if (part.number === 1) port.type = elementType(Number(part.integer));
        if (part.number === 2) port.dims = [...fields(part.bytes)].map((dim) => readDim(dim.bytes));
      }
    }
  }
  if (port.dims.length > MAX_RANK) throw new SemcastError("unsupported", `${port.name} has rank ${port.dims.length}`);
  return port;
}

function readDim(bytes: Uint8Array): number | undefined {
  for (const { number, integer } of fields(bytes)) {
    if (number === 1 && integer > 0n) return safe(integer);
  }
  return undefined;
}

function elementType(number: number): ElementType {
  // An unknown number simply finds nothing.
  const type = TYPES[number as keyof typeof TYPES];
  if (type === undefined) throw new SemcastError("unsupported", `ONNX element type ${number} is not supported`);
  return type;
}

function safe(value: bigint): number {
  // Open ends of slices are written as the greatest 64-bit integers: what is exact matters only below that.
  return Number(value);
}

function readTensor(bytes: Uint8Array): [string, Constant] {
  const dims: number[] = [];
  let name = "", type: ElementType | undefined, raw: Uint8Array | undefined, values: ArrayLike<number> | undefined;
  for (const field of fields(bytes)) {
    const { number, bytes: value } = field;
    if (number === 1) dims.push(...integers(field).map(safe));
    if (number === 2) type = elementType(Number(field.integer));
    if (number === 4) values = floats(value);
    if (number === 5 || number === 7) values = integers(field).map(safe);
    if (number === 8) name = text(value);
    if (number === 9) raw = value;
    if (number === 10) values = floats(value, 8);
    if (number === 14 && field.integer !== 0n) {
      throw new SemcastError("unsupported", `Constant ${name} lies in another file; save the model in one`);
    }
  }
  if (type === undefined) throw new SemcastError("malformed", `Constant ${name} has no element type`);
  if (dims.length > MAX_RANK || dims.some((dim) => dim < 0)) {
    throw new SemcastError("malformed", `Constant ${name} has the shape ${dims}`);
  }
  const count = dims.reduce((product, dim) => product * dim, 1);
  values = raw === undefined ? values ?? [] : readRaw(raw, type);
  if (values.length !== count) {
    throw new SemcastError("malformed", `Constant ${name} has ${values.length} elements for the shape ${dims}`);
  }
  return [name, { type, dims, values }];
}

/** Elements of little-endian bytes. A rest that is no whole element makes the count wrong, which the caller checks. */
function readRaw(bytes: Uint8Array, type: ElementType): ArrayLike<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const every = (size: number, read: (at: number) => number) =>
    Float64Array.from({ length: bytes.length / size }, (_, i) => read(i * size));
  switch (type) {
    case "uint8":
      return bytes;
    case "int8":
      return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    case "float":
      return floats(bytes);
    case "double":
      return floats(bytes, 8);
    case "uint16":
      return every(2, (at) => view.getUint16(at, true));
    case "int16":
      return every(2, (at) => view.getInt16(at, true));
    case "int32":
      return every(4, (at) => view.getInt32(at, true));
    case "int64":
      return every(8, (at) => Number(view.getBigInt64(at, true)));
  }
}
