/**
 * Work that waits until nothing is in a hurry.
 *
 * @module
 */

/** After the next picture of the page, so that what is there is seen before more is done. */
export function afterPaint(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

/** In a task of its own, so that what is in a hurry comes in between; no picture is waited for. */
export function nextTask(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

/** Milliseconds after which it is done all the same. */
const PATIENCE_MS = 300;

/** Calls when the page has nothing to do, and soon in any case. Gives what takes it back. */
export function whenIdle(work: () => void): () => void {
  // Not in every browser yet.
  if (typeof requestIdleCallback !== "function") {
    const timer = setTimeout(work, 50);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(work, { timeout: PATIENCE_MS });
  return () => cancelIdleCallback(request);
}
