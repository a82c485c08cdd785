/**
 * The compiler: a quantized ONNX file (QuantizeLinear and DequantizeLinear around operators) becomes an `.scnn` file.
 *
 * ```text
 * onnx.ts ─► build.ts ─► optimise.ts ─► storage.ts ─► emit.ts
 * bytes      network     fewer ops      7 or 16 bits   bytes, proof
 * ```
 *
 * @module
 */
import { buildNetwork } from "./build.ts";
import { emit } from "./emit.ts";
import type { Network, Value } from "./network.ts";
import { readOnnx } from "./onnx.ts";
import { optimise } from "./optimise.ts";
import type { Proof } from "./proof.ts";
import { storageOf, type StorageOptions } from "./storage.ts";
import { withoutWideSkips } from "./wide_skip.ts";

/** How to convert. */
export interface ConvertOptions {
  /** Inputs of three channels take a photo's bytes; 0 and 255 stand for these numbers. */
  photo?: [number, number];
  /** Takes the file's word that its activations have 7 bits: values beyond are clamped. */
  sevenBits?: boolean;
  /** Photos by which to find the values that 7 bits are enough for. */
  measure?: (network: Network) => NonNullable<StorageOptions["seen"]>;
}

/** An input or output: a stored value s stands for (s − zeroPoint) · scale. */
export interface PortReport {
  name: string;
  stored: "u7" | "i16";
  channels: number;
  scale: number;
  zeroPoint: number;
  /** What s is short of the ONNX file's integer. */
  base: number;
}

/** What became of the file. */
export interface ConvertReport {
  graph: string;
  inputs: PortReport[];
  outputs: PortReport[];
  operators: number;
  bytes: number;
  /** Values stored in 16 bits. */
  wide: string[];
  /** Why no sum overflows: one entry for each convolution. */
  proof: Proof[];
}

/**
 * Converts a file.
 *
 * @throws {SemcastError} `malformed`, `too-large`, or `unsupported` with the name of the operator and its node
 */
export function convert(onnx: Uint8Array, options: ConvertOptions = {}): {
  file: Uint8Array<ArrayBuffer>;
  report: ConvertReport;
} {
  const network = optimise(buildNetwork(readOnnx(onnx), options.photo));
  const seen = options.measure?.(network);
  const storage = storageOf(network, { sevenBits: options.sevenBits, seen });
  const { file, proofs } = emit(withoutWideSkips(network, storage), storage, options.photo);
  const port = ({ name, value }: { name: string; value: Value }): PortReport => {
    const { kind = "u7", base = 0 } = storage.get(value) ?? {};
    const { scale, zeroPoint } = value.quantization;
    return { name, stored: kind, channels: value.size.channels, scale, zeroPoint: zeroPoint - base, base };
  };
  return {
    file,
    report: {
      graph: network.name,
      inputs: network.inputs.map(port),
      outputs: network.outputs.map(port),
      operators: network.ops.length,
      bytes: file.length,
      wide: [...storage].filter(([, { kind }]) => kind === "i16").map(([value]) => value.name),
      proof: proofs,
    },
  };
}
