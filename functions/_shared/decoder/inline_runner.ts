import { SemcastError } from "../errors.ts";
import type { AdapterUse, GraphRunner } from "./graph_runner.ts";
import { JobQueue } from "./job_queue.ts";
import type { DecoderModels, GraphSessions, SessionSettings } from "./ort_sessions.ts";

/** Runs networks on the calling thread, for platforms without workers. Each run blocks the event loop. */
export function inlineRunner(models: DecoderModels, settings: SessionSettings, queueLimit = 64): GraphRunner {
  const queue = new JobQueue(queueLimit);
  let loaded: Promise<GraphSessions> | undefined;
  let closed = false;
  const work = async <T>(what: string, job: (sessions: GraphSessions) => Promise<T>): Promise<T> => {
    if (closed) throw new SemcastError("unavailable", "Decoder was closed");
    try {
      loaded ??= import("./ort_sessions.ts").then(({ ortSessions }) => ortSessions(models, settings));
      loaded.catch(() => loaded = undefined);
      return await job(await loaded);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw new SemcastError("unavailable", `Runtime failed on ${what}: ${text}`, { cause: error });
    }
  };
  const withAdapters = (adapters: readonly AdapterUse[]): Omit<GraphRunner, "close"> => ({
    name: settings.provider,
    run: (graph, feeds, signal) =>
      queue.add(() => work(graph, (sessions) => sessions.run(graph, feeds, adapters)), signal),
    adapted: (next) => ({ ...withAdapters(next), close: () => {} }),
  });
  return {
    ...withAdapters([]),
    close() {
      closed = true;
    },
  };
}
