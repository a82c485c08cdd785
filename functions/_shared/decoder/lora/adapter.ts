import { SemcastError } from "../../errors.ts";
import { type FloatTensor, readSafetensors } from "./safetensors.ts";

/** Low-rank factors of one layer's change (LoRA, arXiv 2106.09685, eq. 3): ΔW = scale · B A. */
export interface LowRank {
  /** [rank, inputs of an output]. */
  down: FloatTensor;
  /** [outputs, rank]. */
  up: FloatTensor;
  /** alpha / rank. */
  scale: number;
}

/** Changes by network and layer, such as `synthesis.g_s.wide.0.a`. */
export type Adapter = Map<string, LowRank>;

const DOWN = ".lora_A.weight", UP = ".lora_B.weight";
const MAX_RANK = 256;

/**
 * Reads an adapter: pairs of `LAYER.lora_A.weight` [rank, inputs] and `LAYER.lora_B.weight` [outputs, rank], as PEFT names
 * them, and `alpha` in the metadata (the rank where it is not).
 *
 * @throws {SemcastError} `malformed`
 */
export function readAdapter(file: Uint8Array): Adapter {
  const { tensors, metadata } = readSafetensors(file);
  const adapter: Adapter = new Map();
  for (const [name, down] of tensors) {
    if (name.endsWith(UP) && tensors.has(name.slice(0, -UP.length) + DOWN)) continue;
    const layer = name.slice(0, -DOWN.length);
    const up = tensors.get(layer + UP);
    if (!name.endsWith(DOWN) || up === undefined) throw bad(`${name.slice(0, 80)} without its pair`);
    const [rank] = down.dims;
    if (down.dims.length !== 2 || up.dims.length !== 2 || up.dims[1] !== rank || !(rank >= 1 && rank <= MAX_RANK)) {
      throw bad(`${layer.slice(0, 80)}: factors of [${down.dims.join()}] and [${up.dims.join()}]`);
    }
    if (![...down.data, ...up.data].every(Number.isFinite)) {
      throw bad(`${layer.slice(0, 80)}: values that are not finite`);
    }
    const alpha = Number(metadata.alpha ?? rank);
    if (!Number.isFinite(alpha)) throw bad(`alpha ${metadata.alpha.slice(0, 20)}`);
    adapter.set(layer, { down, up, scale: alpha / rank });
  }
  if (adapter.size === 0) throw bad("no layers");
  return adapter;
}

function bad(what: string): SemcastError {
  return new SemcastError("malformed", `LoRA adapter has ${what}`);
}
