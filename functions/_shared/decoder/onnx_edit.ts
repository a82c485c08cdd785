/**
 * Adds to ONNX files without parsing them: where a message of a protocol buffer comes twice, its parts are merged and its
 * lists joined (https://protobuf.dev/programming-guides/encoding/#last-one-wins), so what is to be added is written behind
 * the file. Field numbers are those of onnx.proto.
 *
 * @module
 */
import { joinBytes } from "../bytes.ts";
import { integer, message, utf8 } from "../protobuf_write.ts";

const FLOAT = 1;
/** Numbers of fields. */
export const MODEL = { graph: 7 }, GRAPH = { node: 1, input: 11, output: 12 };

/**
 * A velocity network that also takes an Euler step: with a new input `dt` [1] it has a second output
 * `x_next` = x_t + dt · velocity, so that the state of the flow need not leave the device between steps.
 */
export function withEulerStep(model: Uint8Array): Uint8Array<ArrayBuffer> {
  const graph = joinBytes([
    message(GRAPH.node, node("Mul", ["velocity", "dt"], "euler_change")),
    message(GRAPH.node, node("Add", ["x_t", "euler_change"], "x_next")),
    message(GRAPH.input, value("dt", [1])),
    message(GRAPH.output, value("x_next")),
  ]);
  return joinBytes([model, message(MODEL.graph, graph)]);
}

/** A node of a graph, without attributes. */
export function node(op: string, inputs: string[], output: string): Uint8Array {
  return joinBytes([...inputs.map((name) => utf8(1, name)), utf8(2, output), utf8(3, output), utf8(4, op)]);
}

/** A float tensor; without dims its shape is inferred. */
function value(name: string, dims?: number[]): Uint8Array {
  const shape = dims === undefined ? [] : [message(2, ...dims.map((dim) => message(1, integer(1, dim))))];
  return joinBytes([utf8(1, name), message(2, message(1, integer(1, FLOAT), ...shape))]);
}
