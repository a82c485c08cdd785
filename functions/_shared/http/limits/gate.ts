import { HttpProblem } from "../problem.ts";

/** Runs work when its turn comes. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets at most `running` calls run at once and `waiting` more wait in line for their turn; who comes then gets 503 with
 * `Retry-After`, and nothing of the request is read.
 */
export function gate(running: number, waiting: number): Gate {
  let active = 0;
  const line: (() => void)[] = [];
  return async (work) => {
    if (active >= running) {
      if (line.length >= waiting) {
        const detail = `${running} requests are being worked on already` + (waiting > 0 ? ` and ${waiting} wait` : "");
        throw new HttpProblem("busy", detail, { "retry-after": "1" });
      }
      await new Promise<void>((turn) => line.push(turn));
    } else active++;
    try {
      return await work();
    } finally {
      // Who is next takes the place over, so that nobody can slip in between.
      const next = line.shift();
      if (next === undefined) active--;
      else next();
    }
  };
}
