/**
 * LPIPS as an ONNX file: pictures `a` and `b` (1 × 3 × height × width, 0…1) in, their `distance` out, as
 * `models/perceptual/export.py` writes it too. Field numbers are those of onnx.proto.
 *
 * @module
 */
import { joinBytes } from "../../functions/_shared/bytes.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { integer, message, utf8 } from "../../functions/_shared/protobuf_write.ts";
import type { Layer } from "./networks.ts";
import type { StoredTensor } from "./torch_file.ts";

const IR_VERSION = 8, OPSET = 17;
const FLOAT = 1, INT64 = 7;
/** Kinds of attributes. */
const INT = 2, INTS = 7;

/** (2 · x − 1 − shift) / scale of each channel, the ScalingLayer of the `lpips` package with `normalize=True`, as x · mul + add. */
const SHIFT = [-0.03, -0.088, -0.188], SCALE = [0.458, 0.448, 0.45];
/** Added to a vector's length before it is divided by it. */
const EPSILON = 1e-10;

type Weights = ReadonlyMap<string, StoredTensor>;

/**
 * Builds the file.
 *
 * @param backbone torchvision's state dict
 * @param heads the state dict of the `lpips` package: `lin0.model.1.weight` and so on, one for each tap
 * @throws {SemcastError} `malformed` where a weight is missing or has another shape
 */
export function lpipsOnnx(layers: readonly Layer[], backbone: Weights, heads: Weights): Uint8Array<ArrayBuffer> {
  const nodes: Uint8Array[] = [];
  const constants = new Map<string, Uint8Array>();
  let count = 0;

  const floats = (name: string, dims: number[], values: number[]) => {
    constants.set(name, constant(name, FLOAT, dims, bytesOf(Float32Array.from(values))));
  };
  const apply = (op: string, inputs: string[], attributes: Uint8Array[] = [], output = `v${count++}`): string => {
    nodes.push(message(1, ...inputs.map((name) => utf8(1, name)), utf8(2, output), utf8(4, op), ...attributes));
    return output;
  };
  const weight = (from: Weights, name: string, dims: number[]): string => {
    const tensor = from.get(name);
    if (tensor === undefined) throw new SemcastError("malformed", `Weights have no ${name}`);
    if (tensor.dims.join() !== dims.join()) {
      throw new SemcastError(
        "malformed",
        `Weights of ${name} are ${tensor.dims.join("×")}; expected ${dims.join("×")}`,
      );
    }
    if (!constants.has(name)) constants.set(name, constant(name, FLOAT, dims, tensor.bytes));
    return name;
  };
  const conv = (x: string, name: string, from: number, to: number, kernel: number, stride = 1, pad = 0): string => {
    const weights = [
      weight(backbone, `${name}.weight`, [to, from, kernel, kernel]),
      weight(backbone, `${name}.bias`, [to]),
    ];
    const attributes = [ints("strides", [stride, stride]), ints("pads", [pad, pad, pad, pad])];
    return apply("Relu", [apply("Conv", [x, ...weights], attributes)]);
  };

  /** What LPIPS compares of a picture: each tap's vectors at unit length, with their number of channels. */
  const features = (picture: string): [string, number][] => {
    const taps: [string, number][] = [];
    let x = apply("Add", [apply("Mul", [picture, "mul"]), "add"]), channels = 3;
    for (const layer of layers) {
      if (layer === "tap") {
        const length = apply("Sqrt", [apply("ReduceSum", [apply("Mul", [x, x]), "one"])]);
        taps.push([apply("Div", [x, apply("Add", [length, "epsilon"])]), channels]);
      } else if ("pool" in layer) {
        const size = [ints("kernel_shape", [layer.pool, layer.pool]), ints("strides", [2, 2])];
        x = apply("MaxPool", [x], [...size, int("ceil_mode", layer.ceil ? 1 : 0)]);
      } else if ("fire" in layer) {
        const name = `features.${layer.fire}`, { squeeze, expand } = layer;
        const narrow = conv(x, `${name}.squeeze`, channels, squeeze, 1);
        const parts = [
          conv(narrow, `${name}.expand1x1`, squeeze, expand, 1),
          conv(narrow, `${name}.expand3x3`, squeeze, expand, 3, 1, 1),
        ];
        x = apply("Concat", parts, [int("axis", 1)]);
        channels = 2 * expand;
      } else {
        x = conv(x, `features.${layer.conv}`, channels, layer.out, layer.kernel, layer.stride, layer.pad);
        channels = layer.out;
      }
    }
    return taps;
  };

  floats("mul", [1, 3, 1, 1], SCALE.map((scale) => 2 / scale));
  floats("add", [1, 3, 1, 1], SCALE.map((scale, c) => (-1 - SHIFT[c]) / scale));
  floats("epsilon", [], [EPSILON]);
  constants.set("one", constant("one", INT64, [1], bytesOf(BigInt64Array.of(1n))));
  constants.set("shape", constant("shape", INT64, [1], bytesOf(BigInt64Array.of(1n))));
  const a = features("a"), b = features("b");
  let sum: string | undefined;
  a.forEach(([x, channels], i) => {
    const difference = apply("Sub", [x, b[i][0]]);
    const head = weight(heads, `lin${i}.model.1.weight`, [1, channels, 1, 1]);
    const weighed = apply("Conv", [apply("Mul", [difference, difference]), head]);
    const mean = apply("ReduceMean", [weighed], [ints("axes", [2, 3])]);
    sum = sum === undefined ? mean : apply("Add", [sum, mean]);
  });
  apply("Reshape", [sum ?? "", "shape"], [], "distance");

  const graph = [
    ...nodes,
    utf8(2, "lpips"),
    ...[...constants.values()].map((tensor) => message(5, tensor)),
    ...["a", "b"].map((name) => message(11, port(name, [1, 3, "height", "width"]))),
    message(12, port("distance", [1])),
  ];
  return joinBytes([integer(1, IR_VERSION), message(8, integer(2, OPSET)), message(7, ...graph)]);
}

function constant(name: string, type: number, dims: number[], bytes: Uint8Array): Uint8Array {
  return joinBytes([...dims.map((dim) => integer(1, dim)), integer(2, type), utf8(8, name), message(9, bytes)]);
}

function port(name: string, dims: (number | string)[]): Uint8Array {
  const shape = dims.map((dim) => message(1, typeof dim === "string" ? utf8(2, dim) : integer(1, dim)));
  return joinBytes([utf8(1, name), message(2, message(1, integer(1, FLOAT), message(2, ...shape)))]);
}

function int(name: string, value: number): Uint8Array {
  return message(5, utf8(1, name), integer(3, value), integer(20, INT));
}

function ints(name: string, values: number[]): Uint8Array {
  return message(5, utf8(1, name), ...values.map((value) => integer(8, value)), integer(20, INTS));
}

function bytesOf({ buffer }: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer);
}
