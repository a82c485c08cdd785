/**
 * The latent codec of both ends: analysis, layered entropy coding, rate control.
 *
 * @module
 */

export {
  allocate,
  type Allocation,
  type AnalogModel,
  analogModel,
  expectedError,
  fromAmplitudes,
  toAmplitudes,
} from "./analog.ts";
export { analyze, type Latents } from "./analyze.ts";
export { CELL, type Codec, loadCodec, ONE } from "./codec.ts";
export type { Decoded } from "./decoded.ts";
export { decodeLayers, type DecodeOptions } from "./decode_layers.ts";
export type { CodecDescription } from "./description.ts";
export { type EncodedLayers, encodeLayers, type EncodeOptions, type LayerName } from "./encode_layers.ts";
export type { BudgetOptions, LayerSizes } from "./budget_search.ts";
export { type BudgetedLayers, encodeToBudget } from "./encode_to_budget.ts";
export { MAX_Q, MAX_RHO, type Quantization, STEPS } from "./steps.ts";
