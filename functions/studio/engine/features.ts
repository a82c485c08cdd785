/**
 * In the place of `wasm-feature-detect`: what the codecs of the comparison may use. The page has SIMD or does not run at
 * all; threads would take another build of AVIF, 3 MB more, and the cores that the decoder runs on.
 *
 * @module
 */

/** Whether WebAssembly has SIMD. */
export function simd(): Promise<boolean> {
  return Promise.resolve(true);
}

/** Whether codecs may start threads. */
export function threads(): Promise<boolean> {
  return Promise.resolve(false);
}
