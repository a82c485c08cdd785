/**
 * Writes the reference network as an int8 ONNX model (QLinearConv), so that onnxruntime-web can be timed on the same
 * work. Only the part of the format that this takes (onnx.proto, IR version 8).
 *
 * @module
 */
import { joinBytes } from "../../functions/_shared/bytes.ts";

const FLOAT = 1, UINT8 = 2, INT8 = 3, INT32 = 6;

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
    nodes.push(join([
      ...inputs.map((name) => field(1, utf8(name))),
      field(2, utf8(x)),
      field(4, utf8("QLinearConv")),
      field(5, ints("pads", [2, 2, 2, 2])),
      field(5, ints("strides", [2, 2])),
    ]));
  });
  const last = size >> (channels.length - 1);
  const graph = join([
    ...nodes.map((node) => field(1, node)),
    field(2, utf8("reference")),
    ...initializers.map((raw) => field(5, raw)),
    field(11, valueInfo("x", [1, channels[0], size, size])),
    field(12, valueInfo(x, [1, channels[channels.length - 1], last, last])),
  ]);
  return join([[0x08, 8], field(8, Uint8Array.of(0x10, 17)), field(7, graph)]);
}

function varint(value: number): number[] {
  const out = [];
  for (; value > 127; value >>>= 7) out.push(value & 127 | 128);
  return [...out, value];
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  return join([varint(number << 3 | 2), varint(bytes.length), bytes]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function ints(name: string, values: number[]): Uint8Array {
  const items = values.flatMap((value) => [0x40, ...varint(value)]);
  return join([field(1, utf8(name)), items, [0xa0, 0x01, 7]]);
}

function tensor(name: string, type: number, dims: number[], raw: Uint8Array): Uint8Array {
  return join([dims.flatMap((dim) => [0x08, ...varint(dim)]), [0x10, type], field(8, utf8(name)), field(9, raw)]);
}

function valueInfo(name: string, dims: number[]): Uint8Array {
  const shape = join(dims.map((dim) => field(1, Uint8Array.from([0x08, ...varint(dim)]))));
  const type = join([[0x08, UINT8], field(2, shape)]);
  return join([field(1, utf8(name)), field(2, field(1, type))]);
}

function join(parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  return joinBytes(parts.map((part) => part instanceof Uint8Array ? part : Uint8Array.from(part)));
}
