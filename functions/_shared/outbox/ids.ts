import { hex } from "../bytes.ts";

/**
 * Makes ids that sort by time and cannot be guessed: 12 hex digits of milliseconds, 4 of a counter, 16 at random (64 bits).
 * Ids of one maker always grow, also within a millisecond and when the clock is set back.
 *
 * @param now the clock in ms since 1970
 */
export function idMaker(now: () => number): () => string {
  let time = 0;
  let counter = 0;
  return () => {
    const ms = Math.max(0, Math.floor(now()));
    if (ms > time) [time, counter] = [ms, 0];
    else if (++counter > 0xffff) [time, counter] = [time + 1, 0];
    const random = hex(crypto.getRandomValues(new Uint8Array(8)));
    return time.toString(16).padStart(12, "0") + counter.toString(16).padStart(4, "0") + random;
  };
}

/** The milliseconds since 1970 that an id was made at. */
export function timeOf(id: string): number {
  return parseInt(id.slice(0, 12), 16);
}

/** What an id looks like. */
export const ID_PATTERN = /^[0-9a-f]{32}$/;
