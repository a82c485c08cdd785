import { SemcastError } from "../errors.ts";
import type { AdapterUse, GraphOutput, GraphRunner } from "./graph_runner.ts";
import { JobQueue } from "./job_queue.ts";
import type { DecoderModels, SessionSettings } from "./ort_sessions.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** Options of {@linkcode workerRunner}. */
export interface WorkerRunnerOptions {
  /** Longest run, or step of a flow, in milliseconds; a worker that takes longer is ended and replaced. */
  timeoutMs?: number;
  /** How long a job may go on whose caller's deadline has passed, 2000 ms by default; then its worker is replaced. */
  graceMs?: number;
  /** Most jobs that wait. */
  queueLimit?: number;
  /** Runs after which a worker is replaced, because WASM memory only grows (onnxruntime issues 18165, 21673). */
  recycleAfter?: number;
}

/** One worker's life: from its first job to its end. */
interface Host {
  worker: Worker;
  runs: number;
  /** Takes the answers to the job in progress; there is at most one. */
  answer: ((message: FromWorker | Error) => void) | undefined;
}

type Job = Extract<ToWorker, { kind: "run" | "integrate" }>;
type Step = Extract<FromWorker, { step: number }>;

/** Where {@linkcode workerRunner} finds its worker and what that is to do. */
export interface WorkerRunnerSetup {
  models: DecoderModels;
  settings: SessionSettings;
  createWorker: () => Worker;
}

/**
 * Runs networks in one module Worker, one job at a time. The worker starts with the first job; one that crashes, hangs or
 * has grown old is replaced at the next. A failed job rejects with `unavailable`.
 */
export function workerRunner(setup: WorkerRunnerSetup, options: WorkerRunnerOptions = {}): GraphRunner {
  const { models, settings, createWorker } = setup;
  const { timeoutMs = 60_000, graceMs = 2000, queueLimit = 64, recycleAfter = 512 } = options;
  const queue = new JobQueue(queueLimit);
  let host: Host | undefined;
  let closed = false;
  let lastId = 0;

  const end = (error?: Error) => {
    const ended = host;
    host = undefined;
    ended?.worker.terminate();
    if (error !== undefined) ended?.answer?.(error);
  };

  const start = (): Host => {
    const worker = createWorker();
    const started: Host = { worker, runs: 0, answer: undefined };
    worker.onmessage = (event: MessageEvent<FromWorker>) => started.answer?.(event.data);
    worker.onerror = (event) => {
      // Without this the error would end the whole process.
      event.preventDefault();
      if (host === started) end(new Error(event.message));
    };
    const message: ToWorker = { kind: "models", models, settings };
    worker.postMessage(message);
    return started;
  };

  const work = async (job: Job, onStep?: (step: Step) => void, signal?: AbortSignal): Promise<GraphOutput> => {
    if (closed) throw new SemcastError("unavailable", "Decoder was closed");
    const current = host ??= start();
    const post = (message: ToWorker) => current.worker.postMessage(message);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = (ms = timeoutMs) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(new Error(`no answer within ${ms} ms`)), ms);
    };
    const abandon = () => {
      post({ kind: "cancel", id: job.id });
      // Whoever comes next has a deadline too: a thread that hangs must not keep them waiting.
      if (signal?.reason instanceof SemcastError) watch(graceMs);
    };
    const answer = await new Promise<FromWorker | Error>((resolve) => {
      current.answer = (message) => {
        if (message instanceof Error) return resolve(message);
        if (message.id !== job.id) return; // of a job that was given up
        if (!("step" in message)) return resolve(message);
        if (!signal?.aborted) watch();
        try {
          onStep?.(message);
        } catch (error) {
          abandon();
          resolve(error instanceof Error ? error : new Error(String(error)));
        }
      };
      watch();
      signal?.addEventListener("abort", abandon, { once: true });
      post(job);
    });
    clearTimeout(timer);
    signal?.removeEventListener("abort", abandon);
    current.answer = undefined;
    if (++current.runs >= recycleAfter && host === current) end();
    return outputOf(answer, job);
  };

  const withAdapters = (adapters: readonly AdapterUse[]): Omit<GraphRunner, "close"> => ({
    name: settings.provider,
    run: (graph, feeds, signal) =>
      queue.add(() => work({ kind: "run", id: ++lastId, graph, feeds, adapters }, undefined, signal), signal),
    ...(settings.provider !== "webgpu" ? {} : {
      integrate: (feeds, { steps, estimate, onStep, signal }) =>
        queue.add(() => {
          const job: Job = { kind: "integrate", id: ++lastId, feeds, adapters, steps, estimate };
          const report = ({ step, estimate }: Step) => {
            // What comes after the caller has given up is not for him.
            if (!signal?.aborted) onStep(step, estimate);
          };
          return work(job, report, signal);
        }, signal),
    }),
    adapted: (next) => ({ ...withAdapters(next), close: () => {} }),
  });

  return {
    ...withAdapters([]),
    close() {
      closed = true;
      end(new Error("the decoder was closed"));
    },
  };
}

function outputOf(answer: FromWorker | Error, job: Job): GraphOutput {
  const what = job.kind === "run" ? job.graph : "the flow";
  if (answer instanceof Error) {
    throw new SemcastError("unavailable", `Worker failed on ${what}: ${answer.message}`, { cause: answer });
  }
  if ("output" in answer) return answer.output;
  throw new SemcastError("unavailable", `Runtime failed on ${what}: ${"error" in answer ? answer.error : "no output"}`);
}
