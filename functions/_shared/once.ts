/**
 * A loader that works once and gives everyone the same promise; after a failure the next call tries again.
 *
 * @param load What to do once
 */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () =>
    loaded ??= load().catch((error) => {
      loaded = undefined;
      throw error;
    });
}
