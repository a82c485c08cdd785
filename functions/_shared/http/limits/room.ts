import { HttpProblem } from "../problem.ts";

/** Memory for bodies that are on their way. */
export interface Room {
  /**
   * Takes some.
   *
   * @throws {HttpProblem} `busy` where no more is left; then nothing is taken
   */
  take(bytes: number): void;
  /** Gives some back. */
  give(bytes: number): void;
}

/**
 * Room for `maxBytes` of bodies that are being read. A thousand clients that send slowly hold little of it, and none of the places
 * where work is done: those are for bodies that are here.
 */
export function room(maxBytes: number): Room {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > maxBytes) {
        throw new HttpProblem("busy", "Too many bodies are being received at once", { "retry-after": "1" });
      }
      taken += bytes;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
