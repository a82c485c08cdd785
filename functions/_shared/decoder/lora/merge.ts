import { SemcastError } from "../../errors.ts";
import type { GraphName } from "../graph_runner.ts";
import type { Adapter, LowRank } from "./adapter.ts";
import { type Initializer, initializersOf } from "./initializers.ts";

/** An adapter and how much of it. */
export interface WeightedAdapter {
  adapter: Adapter;
  /** 1 is as it was trained; 0 has no effect, to the last bit. */
  weight: number;
}

const FLOAT = 1, INT8 = 3;

/**
 * A network with adapters in its weights: W + Σ weight · ΔW. Where the file keeps a weight as int8, the sum is quantized
 * again, each output with a step of its own, and the bias, which is kept in that step, with it. Outputs that no adapter
 * changes stay as they are. Nothing is exported anew, and a run costs what it did.
 *
 * @param model bytes of an ONNX file, which are left alone
 * @throws {SemcastError} `malformed` for a layer that the network does not have, or of another size
 */
export function mergeAdapters(graph: GraphName, model: Uint8Array, adapters: readonly WeightedAdapter[]): Uint8Array {
  const changes = new Map<string, { change: LowRank; weight: number }[]>();
  for (const { adapter, weight } of adapters) {
    if (weight === 0) continue;
    for (const [layer, change] of adapter) {
      if (!layer.startsWith(`${graph}.`)) continue;
      const name = layer.slice(graph.length + 1);
      changes.set(name, [...changes.get(name) ?? [], { change, weight }]);
    }
  }
  if (changes.size === 0) return model;
  const merged = model.slice();
  const constants = initializersOf(merged);
  for (const [layer, parts] of changes) {
    const float = constants.get(`${layer}.weight`);
    const quantized = constants.get(`${layer}.weight_quantized`);
    const target = float ?? quantized;
    if (target === undefined) throw bad(`layer ${layer.slice(0, 80)}, which ${graph} does not have`);
    const delta = sumOf(layer, parts, target.dims);
    if (float?.type === FLOAT) add(float, delta);
    else if (quantized?.type === INT8) requantize(layer, quantized, constants, delta);
    else throw bad(`layer ${layer.slice(0, 80)}, whose weights are of type ${target.type}`);
  }
  return merged;
}

/** Σ weight · scale · B A as one row for each output. */
function sumOf(layer: string, parts: { change: LowRank; weight: number }[], dims: number[]): Float64Array {
  const [outputs] = dims, inputs = dims.slice(1).reduce((a, b) => a * b, 1);
  const delta = new Float64Array(outputs * inputs);
  for (const { change: { down, up, scale }, weight } of parts) {
    const [rank] = down.dims;
    if (down.dims[1] !== inputs || up.dims[0] !== outputs) {
      throw bad(`layer ${layer.slice(0, 80)} of ${up.dims[0]}×${down.dims[1]}; the network has ${outputs}×${inputs}`);
    }
    for (let o = 0; o < outputs; o++) {
      for (let r = 0; r < rank; r++) {
        const factor = weight * scale * up.data[o * rank + r];
        if (factor === 0) continue;
        for (let i = 0; i < inputs; i++) delta[o * inputs + i] += factor * down.data[r * inputs + i];
      }
    }
  }
  return delta;
}

function add({ bytes }: Initializer, delta: Float64Array): void {
  const view = viewOf(bytes);
  for (let i = 0; i < delta.length; i++) view.setFloat32(4 * i, view.getFloat32(4 * i, true) + delta[i], true);
}

/** Adds to symmetric int8 weights with one step for each output, and keeps the bias what it is in the new steps. */
function requantize(layer: string, { dims, bytes }: Initializer, all: Map<string, Initializer>, delta: Float64Array) {
  const [outputs] = dims, inputs = delta.length / outputs;
  const steps = constant(all, `${layer}.weight_scale`, 4 * outputs);
  const bias = constant(all, `${layer}.bias_quantized`, 4 * outputs);
  const biasSteps = constant(all, `${layer}.bias_quantized_scale`, 4 * outputs);
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const row = new Float64Array(inputs);
  for (let o = 0; o < outputs; o++) {
    const step = steps.getFloat32(4 * o, true);
    let peak = 0, changed = false;
    for (let i = 0; i < inputs; i++) {
      const change = delta[o * inputs + i];
      changed ||= change !== 0;
      row[i] = step * weights[o * inputs + i] + change;
      peak = Math.max(peak, Math.abs(row[i]));
    }
    if (!changed || peak === 0) continue;
    const next = Math.fround(peak / 127);
    for (let i = 0; i < inputs; i++) weights[o * inputs + i] = Math.max(-127, Math.min(127, Math.round(row[i] / next)));
    const biasStep = biasSteps.getFloat32(4 * o, true), nextBiasStep = Math.fround(biasStep / step * next);
    bias.setInt32(4 * o, Math.round(bias.getInt32(4 * o, true) * biasStep / nextBiasStep), true);
    biasSteps.setFloat32(4 * o, nextBiasStep, true);
    steps.setFloat32(4 * o, next, true);
  }
}

function constant(all: Map<string, Initializer>, name: string, length: number): DataView {
  const bytes = all.get(name)?.bytes;
  if (bytes?.length !== length) throw bad(`a layer without ${name.slice(0, 80)} in the network`);
  return viewOf(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bad(what: string): SemcastError {
  return new SemcastError("malformed", `LoRA adapter has ${what}`);
}
