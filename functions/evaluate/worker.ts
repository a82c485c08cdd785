/**
 * One worker of a sweep: takes jobs, posts rows as they come.
 *
 * @module
 */
import { type JobHooks, runJob, type Shown } from "./job.ts";
import { loadClassifier } from "./classifier.ts";
import { loadPerceptual, type PerceptualMetric } from "./perceptual.ts";
import type { Job, Row } from "./row.ts";

/** What goes to a worker. */
export interface ToWorker {
  job: Job;
  perceptual?: string;
  classifier?: string;
  pictures: boolean;
}

/** What comes from one. */
export type FromWorker = { row: Row } | { shown: Shown } | { done: true; error?: string };

/** The part of a dedicated worker's scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

// In a worker, `globalThis` is a DedicatedWorkerGlobalScope, which has these two members.
const scope = globalThis as unknown as WorkerScope;
let metrics: Promise<PerceptualMetric[]> | undefined;

scope.onmessage = async ({ data: { job, perceptual, classifier, pictures } }) => {
  try {
    metrics ??= Promise.all([
      ...(perceptual === undefined ? [] : [Deno.readFile(perceptual).then(loadPerceptual)]),
      ...(classifier === undefined ? [] : [Deno.readFile(classifier).then(loadClassifier)]),
    ]);
    const hooks: JobHooks = { perceptual: allOf(await metrics), onRow: (row) => scope.postMessage({ row }) };
    if (pictures) hooks.onPicture = (shown) => scope.postMessage({ shown });
    await runJob(job, hooks);
    scope.postMessage({ done: true });
  } catch (error) {
    scope.postMessage({ done: true, error: error instanceof Error ? error.message : String(error) });
  }
};

/** One metric that says what each of them says. */
function allOf(metrics: readonly PerceptualMetric[]): PerceptualMetric {
  return async (a, b) => {
    const said = [];
    for (const metric of metrics) said.push(await metric(a, b));
    return Object.assign({}, ...said);
  };
}
