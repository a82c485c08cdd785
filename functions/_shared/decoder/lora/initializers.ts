import { fields, integers, text } from "../../protobuf.ts";

/** A constant of an ONNX file, where it lies in the file: what is written here changes the file. */
export interface Initializer {
  dims: number[];
  /** Element type by ONNX's numbers: 1 float, 3 int8, 6 int32. */
  type: number;
  /** Little-endian, row-major. */
  bytes: Uint8Array;
}

const GRAPH = 7, INITIALIZER = 5;
/** Fields of TensorProto; `float_data` is packed, so it lies as `raw_data` does. */
const DIMS = 1, TYPE = 2, FLOAT_DATA = 4, NAME = 8, RAW_DATA = 9;

/**
 * The constants of a model by name.
 *
 * @throws {SemcastError} `malformed`
 */
export function initializersOf(model: Uint8Array): Map<string, Initializer> {
  const found = new Map<string, Initializer>();
  for (const graph of fields(model)) {
    if (graph.number !== GRAPH) continue;
    for (const { number, bytes } of fields(graph.bytes)) {
      if (number !== INITIALIZER) continue;
      const initializer: Initializer = { dims: [], type: 0, bytes: bytes.subarray(0, 0) };
      let name = "";
      for (const field of fields(bytes)) {
        if (field.number === DIMS) initializer.dims.push(...integers(field).map(Number));
        if (field.number === TYPE) initializer.type = Number(field.integer);
        if (field.number === NAME) name = text(field.bytes);
        if (field.number === RAW_DATA || field.number === FLOAT_DATA) initializer.bytes = field.bytes;
      }
      found.set(name, initializer);
    }
  }
  return found;
}
