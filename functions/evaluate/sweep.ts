/**
 * Runs the jobs of a sweep in workers, one row after the other into a file that is only ever appended to, so that what was
 * done once is not done again.
 *
 * @module
 */
import type { Shown } from "./job.ts";
import { type Job, keyOf, type Row } from "./row.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** What a sweep takes. */
export interface SweepOptions {
  workers: number;
  /** Path of an ONNX file, see `perceptual.ts`. */
  perceptual?: string;
  /** Path of an ONNX file, see `classifier.ts`. */
  classifier?: string;
  /** Photos whose pictures are kept for the report. */
  pictured: ReadonlySet<string>;
  onRow(row: Row): Promise<void>;
  onPicture(shown: Shown): Promise<void>;
  /** Called with the name of a job that failed; the others go on. */
  onFailure(job: Job, message: string): void;
}

/** The jobs without the points that have a row already. */
export function remaining(jobs: readonly Job[], rows: readonly Row[]): Job[] {
  const done = new Set(rows.map(keyOf));
  return jobs.map((job) => ({
    ...job,
    points: job.points.filter((point) => !done.has(keyOf({ ...point, photo: job.photo, scheme: job.scheme }))),
  })).filter(({ points }) => points.length > 0);
}

/** Every n-th job, beginning with the i-th (1 to n): a machine's share. */
export function shard<T>(jobs: readonly T[], i: number, n: number): T[] {
  return jobs.filter((_, index) => index % n === i - 1);
}

/** Rows of a file; a last line that was cut off is left out. */
export async function readRows(path: string): Promise<Row[]> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line) as Row]; // written by this program
    } catch {
      return [];
    }
  });
}

/** Works through the jobs. */
export async function sweep(jobs: readonly Job[], options: SweepOptions): Promise<void> {
  const waiting = [...jobs];
  const worker = async () => {
    const thread = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "evaluate" });
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await oneJob(thread, job, options);
    } finally {
      thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, jobs.length) }, worker));
}

function oneJob(thread: Worker, job: Job, options: SweepOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let writing = Promise.resolve();
    const then = (work: () => Promise<void>) => {
      writing = writing.then(work);
      writing.catch(reject);
    };
    thread.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ("row" in data) then(() => options.onRow(data.row));
      else if ("shown" in data) then(() => options.onPicture(data.shown));
      else {
        if (data.error !== undefined) options.onFailure(job, data.error);
        then(() => Promise.resolve(resolve()));
      }
    };
    thread.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Worker failed: ${event.message}`));
    };
    const pictures = options.pictured.has(job.photo);
    const { perceptual, classifier } = options;
    thread.postMessage({ job, perceptual, classifier, pictures } satisfies ToWorker);
  });
}
