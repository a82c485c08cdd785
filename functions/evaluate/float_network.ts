import { readNode } from "../../models/convert/onnx.ts";
import { joinBytes } from "../_shared/bytes.ts";
import { GRAPH, MODEL, node as written } from "../_shared/decoder/onnx_edit.ts";
import { type Field, fields } from "../_shared/protobuf.ts";
import { integer, message } from "../_shared/protobuf_write.ts";

/**
 * A quantized ONNX network in float arithmetic: its activations are not rounded to 8 bits any more. Each pair of
 * QuantizeLinear and DequantizeLinear becomes an Identity; weights and biases stay those of the file.
 *
 * @throws {SemcastError} `malformed`
 */
export function withFloatActivations(model: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinBytes(
    [...fields(model)].map((field) => field.number === MODEL.graph ? floatGraph(field.bytes) : copied(field)),
  );
}

function floatGraph(graph: Uint8Array): Uint8Array {
  const all = [...fields(graph)].map((field) => ({
    field,
    node: field.number === GRAPH.node ? readNode(field.bytes) : undefined,
  }));
  const rounded = new Map(
    all.flatMap(({ node }) => node?.op === "QuantizeLinear" ? [[node.outputs[0], node.inputs[0]] as const] : []),
  );
  return message(
    MODEL.graph,
    ...all.flatMap(({ field, node }) => {
      if (node?.op === "QuantizeLinear") return [];
      const source = node?.op === "DequantizeLinear" ? rounded.get(node.inputs[0]) : undefined;
      if (node === undefined || source === undefined) return [copied(field)];
      return [message(GRAPH.node, written("Identity", [source], node.outputs[0]))];
    }),
  );
}

/** A field of a model or graph: none of them has a fixed size. One that is 0 or empty says nothing and is left out. */
function copied({ number, integer: value, bytes }: Field): Uint8Array {
  if (bytes.length > 0) return message(number, bytes);
  return value === 0n ? new Uint8Array() : integer(number, Number(value));
}
