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

const LOOK = {
  barCompleteChar: "█",
  barIncompleteChar: "░",
  barsize: 24,
  stream: process.stderr,
  clearOnComplete: true,
  hideCursor: true,
};

const SILENT: Progress = { step() {}, stop() {} };

/** A bar for downloads. */
export interface DownloadBar {
  /** How much of a file is here, from 0 to 1. */
  update(name: string, share: number): void;
  /** Takes the bar away. */
  stop(): void;
}

/** A bar in per cent; silent where standard error is no terminal. */
export function downloadBar(): DownloadBar {
  if (!Deno.stderr.isTerminal()) return { update() {}, stop() {} };
  const bar = new SingleBar({ ...LOOK, format: "{bar} {percentage} %  {text}", fps: 10 });
  bar.start(100, 0, { text: "" });
  return { update: (name, share) => bar.update(Math.floor(100 * share), { text: name }), stop: () => bar.stop() };
}

/**
 * A bar of so many steps, with the time left after the first of them; silent where standard error is no terminal.
 *
 * @param quiet Silent on a terminal too
 */
export function progressBar(total: number, { quiet = false, what = "" } = {}): Progress {
  if (quiet || !Deno.stderr.isTerminal()) return SILENT;
  const bar = new SingleBar({
    ...LOOK,
    format: "{bar} {value}/{total}  {left}  {text}",
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
