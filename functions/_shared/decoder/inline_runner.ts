import { SemcastError } from "../errors.ts";
import type { GraphRunner } from "./graph_runner.ts";
import { JobQueue } from "./job_queue.ts";
import type { DecoderModels, RunGraph } from "./ort_sessions.ts";

/** Runs networks on the calling thread, for platforms without workers. Each run blocks the event loop. */
export function inlineRunner(models: DecoderModels, queueLimit = 64): GraphRunner {
  const queue = new JobQueue(queueLimit);
  let loaded: Promise<RunGraph> | undefined;
  let closed = false;
  return {
    name: "wasm",
    run: (graph, feeds, signal) =>
      queue.add(async () => {
        if (closed) throw new SemcastError("unavailable", "Decoder was closed");
        try {
          loaded ??= import("./ort_sessions.ts").then(({ ortSessions }) => ortSessions(models));
          const run = await loaded;
          return await run(graph, feeds);
        } catch (error) {
          const text = error instanceof Error ? error.message : String(error);
          throw new SemcastError("unavailable", `Runtime failed on ${graph}: ${text}`, { cause: error });
        }
      }, signal),
    close() {
      closed = true;
    },
  };
}
