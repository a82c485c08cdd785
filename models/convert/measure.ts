/**
 * Measures on photos which steps each activation takes, by running the network as exactly as the file states it.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { loadModel } from "../../kernels/nn/wasm.ts";
import { emit } from "./emit.ts";
import type { Network, Value } from "./network.ts";
import { type Storage, storageOf } from "./storage.ts";
import { withoutWideSkips } from "./wide_skip.ts";

/**
 * How often each value took each of its steps, from `lo` on.
 *
 * @param photos JPEG, PNG or WebP files
 * @param range What the bytes 0 and 255 of a photo stand for
 * @throws {SemcastError} `unsupported` unless the network's one input has three channels
 */
export function measure(
  network: Network,
  photos: readonly Uint8Array[],
  range: [number, number],
): Map<Value, Float64Array> {
  if (network.inputs.length !== 1 || network.inputs[0].value.size.channels !== 3) {
    throw new SemcastError("unsupported", "Only networks with one input of three channels can be measured on photos");
  }
  const storage = storageOf(network);
  const values = [...new Set([network.inputs[0].value, ...network.ops.map((op) => op.out)])];
  // Names of outputs must differ; those of values need not.
  const outputs = values.map((value, i) => ({ name: `${i}`, value }));
  const { file } = emit(withoutWideSkips({ ...network, outputs }, storage), storage, range);
  const counts = new Map(values.map((value) => [value, new Float64Array(value.hi - value.lo + 1)]));
  const model = loadModel(file);
  try {
    for (const photo of photos) {
      const pixels = decodeImage(photo);
      const results = model.run(model.graphs()[0], { [network.inputs[0].name]: pixels });
      for (const { name, value } of outputs) count(counts, value, storage.get(value), results[name].data);
    }
  } finally {
    model.free();
  }
  return counts;
}

function count(
  counts: ReadonlyMap<Value, Float64Array>,
  value: Value,
  storage: Storage | undefined,
  data: ArrayLike<number>,
): void {
  const histogram = counts.get(value);
  if (histogram === undefined || storage === undefined) return;
  const shift = storage.base - value.lo;
  for (let i = 0; i < data.length; i++) histogram[data[i] + shift]++;
}
