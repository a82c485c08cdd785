import { SemcastError } from "../errors.ts";
import type { GraphOutput, GraphRunner } from "./graph_runner.ts";
import { JobQueue } from "./job_queue.ts";
import type { DecoderModels } from "./ort_sessions.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** Options of {@linkcode workerRunner}. */
export interface WorkerRunnerOptions {
  /** Longest run in milliseconds; a worker that takes longer is ended and replaced. */
  timeoutMs?: number;
  /** Most jobs that wait. */
  queueLimit?: number;
  /** Runs after which a worker is replaced, because WASM memory only grows (onnxruntime issues 18165, 21673). */
  recycleAfter?: number;
}

/** One worker's life: from its first job to its end. */
interface Host {
  worker: Worker;
  runs: number;
  /** Settles the job in progress; there is at most one. */
  settle: ((message: FromWorker | Error) => void) | undefined;
}

/**
 * Runs networks in one module Worker, one job at a time. The worker starts with the first job; one that crashes, hangs or
 * has grown old is replaced at the next. A failed job rejects with `unavailable`.
 */
export function workerRunner(
  models: DecoderModels,
  createWorker: () => Worker,
  options: WorkerRunnerOptions = {},
): GraphRunner {
  const { timeoutMs = 60_000, queueLimit = 64, recycleAfter = 512 } = options;
  const queue = new JobQueue(queueLimit);
  let host: Host | undefined;
  let closed = false;
  let lastId = 0;

  const end = (error?: Error) => {
    const ended = host;
    host = undefined;
    ended?.worker.terminate();
    if (error !== undefined) ended?.settle?.(error);
  };

  const start = (): Host => {
    const worker = createWorker();
    const started: Host = { worker, runs: 0, settle: undefined };
    worker.onmessage = (event: MessageEvent<FromWorker>) => started.settle?.(event.data);
    worker.onerror = (event) => {
      // Without this the error would end the whole process.
      event.preventDefault();
      if (host === started) end(new Error(event.message));
    };
    const message: ToWorker = { kind: "models", models };
    worker.postMessage(message);
    return started;
  };

  return {
    name: "wasm",
    run: (graph, feeds, signal) =>
      queue.add(async () => {
        if (closed) throw new SemcastError("unavailable", "Decoder was closed");
        const current = host ??= start();
        const id = ++lastId;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const answer = await new Promise<FromWorker | Error>((resolve) => {
          current.settle = resolve;
          timer = setTimeout(() => end(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
          const message: ToWorker = { kind: "run", id, graph, feeds };
          current.worker.postMessage(message);
        });
        clearTimeout(timer);
        current.settle = undefined;
        if (++current.runs >= recycleAfter && host === current) end();
        return outputOf(answer, id, graph);
      }, signal),
    close() {
      closed = true;
      end(new Error("the decoder was closed"));
    },
  };
}

function outputOf(answer: FromWorker | Error, id: number, graph: string): GraphOutput {
  if (answer instanceof Error) {
    throw new SemcastError("unavailable", `Worker failed on ${graph}: ${answer.message}`, { cause: answer });
  }
  if ("error" in answer) throw new SemcastError("unavailable", `Runtime failed on ${graph}: ${answer.error}`);
  if (answer.id !== id) throw new SemcastError("internal", `Worker answered job ${answer.id}, expected ${id}`);
  return answer.output;
}
