const FIRST_MS = 500;

/** The longest wait between two attempts. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * Milliseconds until the next attempt: doubling from half a second to a minute, between half of it and all, so that those
 * who failed together do not come again together.
 *
 * @param attempts made so far, at least 1
 * @param random in [0, 1)
 */
export function backoff(attempts: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(longest * (0.5 + random / 2));
}
