/**
 * Writes the reference network as an int8 ONNX model (QLinearConv), so that onnxruntime-web can be timed on the same
 * work. Only the part of the format that this takes (onnx.proto, IR version 8).
 *
 * @module
 */
import { joinBytes } from "../../functions/_shared/bytes.ts";
import { integer, message, utf8 } from "../../functions/_shared/protobuf_write.ts";

/** Types of tensors, and that of an attribute that is a list of integers. */
const FLOAT = 1, UINT8 = 2, INT8 = 3, INT32 = 6, INTS = 7;

/** 5×5 convolutions of stride 2 through these channels, random int8 weights; input `x` uint8 [1, 3, size, size]. */
export function int8Network(channels: number[], size: number): Uint8Array<ArrayBuffer> {
  const nodes: Uint8Array[] = [];
  const initializers: Uint8Array[] = [];
  const constant = (name: string, type: number, dims: number[], raw: Uint8Array) => {
    initializers.push(tensor(name, type, dims, raw));
    return name;
  };
  let x = "x";
  channels.slice(1).forEach((to, i) => {
    const from = channels[i];
    const weight = Uint8Array.from({ length: to * from * 25 }, (_, at) => Math.imul(at + i, 0x9e3779b1) >>> 24);
    const scale = (name: string, value: number) =>
      constant(name, FLOAT, [], new Uint8Array(Float32Array.of(value).buffer));
    const inputs = [
      x,
      scale(`x_scale${i}`, 1 / 64),
      constant(`x_zero${i}`, UINT8, [], Uint8Array.of(i === 0 ? 64 : 0)),
      constant(`w${i}`, INT8, [to, from, 5, 5], weight),
      scale(`w_scale${i}`, 1 / 64 / Math.sqrt(from * 25)),
      constant(`w_zero${i}`, INT8, [], Uint8Array.of(0)),
      scale(`y_scale${i}`, 1 / 64),
      constant(`y_zero${i}`, UINT8, [], Uint8Array.of(0)),
      constant(`b${i}`, INT32, [to], new Uint8Array(4 * to)),
    ];
    x = `y${i}`;
    nodes.push(joinBytes([
      ...inputs.map((name) => utf8(1, name)),
      utf8(2, x),
      utf8(4, "QLinearConv"),
      message(5, ints("pads", [2, 2, 2, 2])),
      message(5, ints("strides", [2, 2])),
    ]));
  });
  const last = size >> (channels.length - 1);
  const graph = [
    ...nodes.map((node) => message(1, node)),
    utf8(2, "reference"),
    ...initializers.map((raw) => message(5, raw)),
    message(11, valueInfo("x", [1, channels[0], size, size])),
    message(12, valueInfo(x, [1, channels[channels.length - 1], last, last])),
  ];
  return joinBytes([integer(1, 8), message(8, integer(2, 17)), message(7, ...graph)]);
}

function ints(name: string, values: number[]): Uint8Array {
  return joinBytes([utf8(1, name), ...values.map((value) => integer(8, value)), integer(20, INTS)]);
}

function tensor(name: string, type: number, dims: number[], raw: Uint8Array): Uint8Array {
  return joinBytes([...dims.map((dim) => integer(1, dim)), integer(2, type), utf8(8, name), message(9, raw)]);
}

function valueInfo(name: string, dims: number[]): Uint8Array {
  const shape = dims.map((dim) => message(1, integer(1, dim)));
  return joinBytes([utf8(1, name), message(2, message(1, integer(1, UINT8), message(2, ...shape)))]);
}
