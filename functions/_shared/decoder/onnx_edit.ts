/**
 * Adds to ONNX files without parsing them: where a message of a protocol buffer comes twice, its parts are merged and its
 * lists joined (https://protobuf.dev/programming-guides/encoding/#last-one-wins), so what is to be added is written behind
 * the file. Field numbers are those of onnx.proto.
 *
 * @module
 */
import { joinBytes } from "../bytes.ts";

const FLOAT = 1;
const MODEL = { graph: 7 }, GRAPH = { node: 1, input: 11, output: 12 };

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

function node(op: string, inputs: string[], output: string): Uint8Array {
  const names = [...inputs.map((name) => message(1, utf8(name))), message(2, utf8(output))];
  return joinBytes([...names, message(3, utf8(output)), message(4, utf8(op))]);
}

/** A float tensor; without dims its shape is inferred. */
function value(name: string, dims?: number[]): Uint8Array {
  const shape = dims?.map((dim) => message(1, integer(1, dim))) ?? [];
  const tensor = joinBytes([integer(1, FLOAT), ...(dims === undefined ? [] : [message(2, joinBytes(shape))])]);
  return joinBytes([message(1, utf8(name)), message(2, message(1, tensor))]);
}

function message(field: number, bytes: Uint8Array): Uint8Array {
  return joinBytes([varint(field << 3 | 2), varint(bytes.length), bytes]);
}

function integer(field: number, number: number): Uint8Array {
  return joinBytes([varint(field << 3), varint(number)]);
}

function varint(number: number): Uint8Array {
  const bytes: number[] = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128);
  return Uint8Array.from([...bytes, number]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
