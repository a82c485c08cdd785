/**
 * Low-rank adapters (LoRA): read from safetensors, merged into a network's weights when it is loaded.
 *
 * @module
 */

export { type Adapter, type LowRank, readAdapter } from "./adapter.ts";
export { mergeAdapters, type WeightedAdapter } from "./merge.ts";
export { type FloatTensor, readSafetensors, type Safetensors } from "./safetensors.ts";
