/**
 * What jSquash asks of the engine, answered for the files that the page has: its encoders with SIMD and without threads. On
 * an isolated page they would start threads from files that are not there, and wait for ever.
 *
 * @module
 */

/** Whether to take encoders with SIMD. */
export const simd = (): Promise<boolean> => Promise.resolve(true);

/** Whether to take encoders with threads. */
export const threads = (): Promise<boolean> => Promise.resolve(false);
