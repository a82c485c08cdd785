import { SemcastError } from "../../errors.ts";
import type { GraphRunner } from "../graph_runner.ts";
import { type BreakerOptions, circuitBreaker } from "./breaker.ts";
import { replicaAt } from "./replica.ts";

/** Options of {@linkcode remoteRunner}. */
export interface RemoteOptions extends BreakerOptions {
  /** Longest wait for one answer in milliseconds, 5000 by default; then another replica is asked. */
  attemptMs?: number;
  /** Most tries of one run, by default one more than there are replicas. */
  attempts?: number;
}

/**
 * Runs the networks on inference servers that speak the Open Inference Protocol: Triton, KServe, MLServer. Replicas take
 * turns; a run that fails or takes too long goes to the next, and a replica that keeps failing is left alone until it
 * works again. Requests are not put together here: servers batch.
 *
 * @param urls addresses of replicas that hold the models `synthesis` and `diffusion`
 */
export function remoteRunner(urls: readonly string[], options: RemoteOptions = {}): GraphRunner {
  const { attemptMs = 5000, attempts = urls.length + 1 } = options;
  const replicas = urls.map((url) => ({ replica: replicaAt(url), breaker: circuitBreaker(options) }));
  const closed = new AbortController();
  let turn = 0;
  const next = () => {
    for (let i = 0; i < replicas.length; i++) {
      const candidate = replicas[turn++ % replicas.length];
      if (candidate.breaker.admit()) return candidate;
    }
    return undefined;
  };
  return {
    name: "remote",
    async run(graph, feeds, signal) {
      let failure: unknown;
      for (let attempt = 0; attempt < attempts; attempt++) {
        signal?.throwIfAborted();
        if (closed.signal.aborted) throw new SemcastError("unavailable", "Decoder was closed");
        const chosen = next();
        if (chosen === undefined) break;
        const { replica, breaker } = chosen;
        const caller = signal === undefined ? closed.signal : AbortSignal.any([signal, closed.signal]);
        const limited = AbortSignal.any([caller, AbortSignal.timeout(attemptMs)]);
        try {
          const output = await replica.infer(graph, feeds, limited);
          breaker.succeeded();
          return output;
        } catch (error) {
          // A caller who leaves says nothing of the server, unless it has kept him waiting.
          if (caller.aborted && !isLate(caller.reason)) breaker.dropped();
          else breaker.failed();
          signal?.throwIfAborted();
          failure = error instanceof SemcastError
            ? error
            : new SemcastError("unavailable", `${replica.url} did not answer within ${attemptMs} ms`, { cause: error });
        }
      }
      throw failure ?? new SemcastError("unavailable", "No inference server is available");
    },
    close: () => closed.abort(),
  };
}

/** Whether a deadline ended the wait; `reconstruct` aborts with an `unavailable` when its time is over. */
function isLate(reason: unknown): boolean {
  return reason instanceof SemcastError && reason.code === "unavailable";
}
