/**
 * Progress on a terminal, and nothing in a pipe.
 *
 * @module
 */
import process from "node:process";
// @ts-types="./cli_progress.d.ts"
import { SingleBar } from "cli-progress";

/** A bar on standard error. */
export interface Progress {
  /** Another step was done; `text` says what is done now. */
  step(text: string): void;
  /** Takes the bar away. */
  stop(): void;
}

const SILENT: Progress = { step() {}, stop() {} };

/**
 * A bar of so many steps, with the time left after the first of them; silent where standard error is no terminal.
 *
 * @param quiet Silent on a terminal too
 */
export function progressBar(total: number, { quiet = false, what = "" } = {}): Progress {
  if (quiet || !Deno.stderr.isTerminal()) return SILENT;
  const bar = new SingleBar({
    format: "{bar} {value}/{total}  {left}  {text}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    // Work between two steps holds the thread: a step that is not drawn at once is never seen.
    fps: 50,
  });
  const began = performance.now();
  let done = 0;
  bar.start(total, 0, { left: "", text: what });
  return {
    step(text) {
      done = Math.min(total, done + 1);
      const seconds = (performance.now() - began) / 1000 / done * (total - done);
      bar.update(done, { left: `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s left`, text });
    },
    stop: () => bar.stop(),
  };
}
