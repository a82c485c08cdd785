import { joinBytes } from "../_shared/bytes.ts";
import { type Field, fields, text } from "../_shared/protobuf.ts";
import { integer, message, utf8 } from "../_shared/protobuf_write.ts";

/** Numbers of fields in onnx.proto. */
const GRAPH = 7, NODE = 1, INPUT = 1, OUTPUT = 2, OP_TYPE = 4;

interface Node {
  op: string;
  inputs: string[];
  outputs: string[];
}

/**
 * A quantized ONNX network in float arithmetic: its activations are not rounded to 8 bits any more. Each pair of
 * QuantizeLinear and DequantizeLinear becomes an Identity; weights and biases stay those of the file.
 *
 * @throws {SemcastError} `malformed`
 */
export function withFloatActivations(model: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinBytes([...fields(model)].map((field) => field.number === GRAPH ? floatGraph(field.bytes) : copied(field)));
}

function floatGraph(graph: Uint8Array): Uint8Array {
  const all = [...fields(graph)].map((field) => ({
    field,
    node: field.number === NODE ? nodeOf(field.bytes) : undefined,
  }));
  const rounded = new Map(
    all.flatMap(({ node }) => node?.op === "QuantizeLinear" ? [[node.outputs[0], node.inputs[0]] as const] : []),
  );
  return message(
    GRAPH,
    ...all.flatMap(({ field, node }) => {
      if (node?.op === "QuantizeLinear") return [];
      const source = node?.op === "DequantizeLinear" ? rounded.get(node.inputs[0]) : undefined;
      return [node === undefined || source === undefined ? copied(field) : identity(source, node.outputs[0])];
    }),
  );
}

function nodeOf(bytes: Uint8Array): Node {
  const node: Node = { op: "", inputs: [], outputs: [] };
  for (const field of fields(bytes)) {
    if (field.number === INPUT) node.inputs.push(text(field.bytes));
    if (field.number === OUTPUT) node.outputs.push(text(field.bytes));
    if (field.number === OP_TYPE) node.op = text(field.bytes);
  }
  return node;
}

function identity(input: string, output: string): Uint8Array {
  return message(NODE, utf8(INPUT, input), utf8(OUTPUT, output), utf8(OP_TYPE, "Identity"));
}

/** A field of a model or graph: none of them has a fixed size. One that is 0 or empty says nothing and is left out. */
function copied({ number, integer: value, bytes }: Field): Uint8Array {
  if (bytes.length > 0) return message(number, bytes);
  return value === 0n ? new Uint8Array() : integer(number, Number(value));
}
