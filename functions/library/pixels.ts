/**
 * Pictures as a library: what the other modules take and give, from and to files. Wants `await loadKernels()` before the
 * first call, but in Deno with TypeScript.
 *
 * @module
 */
export { type KernelBytes, type KernelFile, type KernelSource, loadKernels } from "../../kernels/load.ts";
export { decodeImage, type DecodeLimits, encodePng, resize, type Rgb } from "../../kernels/pixels/wasm.ts";
export { type ErrorCode, SemcastError } from "../_shared/errors.ts";
