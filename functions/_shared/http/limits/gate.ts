import { HttpProblem } from "../problem.ts";

/** Runs work when its turn comes. */
export interface Gate {
  <T>(work: () => Promise<T>): Promise<T>;
  /**
   * Work on what is received first, such as a body. Receiving takes no place, and does not begin where work would be turned
   * away now.
   */
  after<R, T>(receive: () => Promise<R>, work: (received: R) => Promise<T>): Promise<T>;
}

/**
 * Lets at most `running` calls run at once and `waiting` more wait in line for their turn; who comes then gets 503 with
 * `Retry-After`, and nothing of the request is read.
 */
export function gate(running: number, waiting: number): Gate {
  let active = 0;
  const line: (() => void)[] = [];
  // Work may keep the thread for long. Before each begins, those who came meanwhile are heard, and turned away if they are too
  // many: else they would wait unseen, and ever longer.
  let last = Promise.resolve();
  const turn = () => last = last.then(() => new Promise((resolve) => setTimeout(resolve, 0)));
  const requireRoom = () => {
    if (active < running || line.length < waiting) return;
    const detail = `${running} requests are being worked on already` + (waiting > 0 ? ` and ${waiting} wait` : "");
    throw new HttpProblem("busy", detail, { "retry-after": "1" });
  };
  const enter = async <T>(work: () => Promise<T>): Promise<T> => {
    requireRoom();
    if (active >= running) {
      await new Promise<void>((turn) => line.push(turn));
    } else active++;
    try {
      await turn();
      return await work();
    } finally {
      // Who is next takes the place over, so that nobody can slip in between.
      const next = line.shift();
      if (next === undefined) active--;
      else next();
    }
  };
  const after = async <R, T>(receive: () => Promise<R>, work: (received: R) => Promise<T>) => {
    requireRoom();
    const received = await receive();
    return await enter(() => work(received));
  };
  return Object.assign(enter, { after });
}
