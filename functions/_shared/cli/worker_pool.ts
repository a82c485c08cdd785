/**
 * Several workers with networks of their own, each with one file at a time.
 *
 * @module
 */
import type { Input } from "./inputs.ts";
import type { Outcome, WorkName } from "./work.ts";

/** What a worker is told: first what to do, then one file after the other. */
export type ToBatch = { name: WorkName; settings: unknown } | { input: Input };

/** Workers. */
export interface WorkerPool {
  /** Works on a file as soon as a worker is free. */
  run(input: Input): Promise<Outcome>;
  close(): void;
}

/** Starts workers for a command with these settings, which must be plain data. */
export function workerPool(name: WorkName, settings: unknown, count: number): WorkerPool {
  const waiting: { input: Input; settle: (outcome: Outcome) => void }[] = [];
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL("./batch_worker.ts", import.meta.url), {
      type: "module",
      name: `semcast ${name}`,
    });
    let settle: ((outcome: Outcome) => void) | undefined;
    const next = () => {
      const job = settle === undefined ? waiting.shift() : undefined;
      if (job === undefined) return;
      settle = job.settle;
      worker.postMessage({ input: job.input } satisfies ToBatch);
    };
    const end = (outcome: Outcome) => {
      const done = settle;
      settle = undefined;
      done?.(outcome);
      next();
    };
    worker.onmessage = ({ data }: MessageEvent<Outcome>) => end(data);
    worker.onerror = (event) => {
      event.preventDefault();
      end({ ok: false, code: "internal", message: `Worker failed: ${event.message}` });
    };
    worker.postMessage({ name, settings } satisfies ToBatch);
    return { next, worker };
  });
  return {
    run: (input) =>
      new Promise((settle) => {
        waiting.push({ input, settle });
        for (const { next } of workers) next();
      }),
    close: () => workers.forEach(({ worker }) => worker.terminate()),
  };
}
