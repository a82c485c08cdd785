/**
 * Metrics as a library: how far a picture is from its original. Wants `await loadKernels()` before the first call, but in
 * Deno with TypeScript.
 *
 * @module
 */
export { type KernelBytes, type KernelFile, type KernelSource, loadKernels } from "../../kernels/load.ts";
export {
  type ByRegion,
  type CellMask,
  psnr,
  SIMILARITIES,
  type Similarity,
  similarity,
  similarityByRegion,
  ssim,
} from "../../kernels/metrics/wasm.ts";
export type { Rgb } from "../../kernels/pixels/wasm.ts";
export { type ErrorCode, SemcastError } from "../_shared/errors.ts";
