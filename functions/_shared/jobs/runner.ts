/**
 * Works off what the outbox holds, by the routes' own handlers.
 *
 * @module
 */
import { type Handler, Hono } from "hono";
import { onError } from "../http/problem.ts";
import { type Answer, type Entry, type Lease, LONGEST_WAIT_MS, type Outbox } from "../outbox/index.ts";
import type { JobEnvironment, JobProgress } from "./progress.ts";

/** How jobs are run. */
export interface RunnerOptions {
  /** Jobs at the same time. */
  workers: number;
  /** How long a job is tried again, in ms. */
  maxAgeMs: number;
  /** How often an idle worker looks for work that others accepted, in ms. */
  pollMs?: number;
}

/** What came of one attempt. */
export interface Outcome {
  answer: Answer;
  /** Nothing that another attempt could change. */
  final: boolean;
}

/** Runs jobs. */
export type Runner = ReturnType<typeof createRunner>;

// Whoever depends on something that is down or busy is tried again; a fault of ours a few times, since it may be the machine's.
// 499 is no answer at all: the work was stopped, since the lease was lost or whoever asked had gone.
const TRANSIENT = new Set([409, 429, 499, 502, 503, 504]);
const TRIES_AFTER_500 = 5;

/** A runner that does nothing before {@linkcode Runner.start}. */
export function createRunner(outbox: Outbox, { workers, maxAgeMs, pollMs = 500 }: RunnerOptions) {
  const inner = new Hono();
  inner.onError(onError);
  const routes: string[] = [];
  const running = new Map<string, { control: AbortController; listeners: Set<JobProgress> }>();
  let stopped = false;
  let nextSweep = 0;
  let told = { trouble: "", at: 0 };
  const idle = new Set<() => void>();
  let loops: Promise<void>[] = [];
  return { add, start, stop, notify, attempt, settle, cancel, listen };

  /** Takes on a route's work. */
  function add(route: string, handler: Handler): void {
    routes.push(route);
    inner.post(route, handler);
  }

  /** Begins to work off what waits, and to forget what is old. */
  function start(): void {
    loops = [...Array.from({ length: workers }, () => repeat(workOne)), repeat(sweepLater)];
  }

  /** Waits for the work in progress; what waits is left to the next process. */
  async function stop(): Promise<void> {
    stopped = true;
    notify();
    await Promise.all(loops);
  }

  async function repeat(step: () => Promise<boolean>): Promise<void> {
    while (!stopped) {
      const more = await step().catch((error) => {
        complain(error instanceof Error ? error.message : String(error));
        return false;
      });
      if (!more && !stopped) await pause(pollMs);
    }
  }

  /** All workers meet the same trouble again and again; it is told once a minute. */
  function complain(trouble: string): void {
    const now = performance.now();
    if (trouble === told.trouble && now < told.at + LONGEST_WAIT_MS) return;
    told = { trouble, at: now };
    console.error("Outbox:", trouble);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        idle.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      idle.add(go);
    });
  }

  /** Tells idle workers that there is something to do. */
  function notify(): void {
    idle.forEach((go) => go());
  }

  async function sweepLater(): Promise<boolean> {
    if (performance.now() < nextSweep) return false;
    const forgotten = await outbox.sweep();
    if (forgotten === 0) nextSweep = performance.now() + LONGEST_WAIT_MS;
    return forgotten > 0;
  }

  async function workOne(): Promise<boolean> {
    const lease = await outbox.lease(routes);
    if (lease === undefined) return false;
    const body = await outbox.body(lease.entry);
    if (body === undefined) {
      // Its end was being written just now. Or it was being forgotten when the store crashed, which keeps some of it.
      if (await outbox.renew(lease) !== undefined) await outbox.forget(lease.entry);
      return true;
    }
    await settle(...await attempt(lease, body));
    return true;
  }

  /** Does an entry's work once, and holds its lease while it does. */
  async function attempt(first: Lease, body: Uint8Array): Promise<[Lease, Outcome]> {
    const { id, route, query, headers } = first.entry;
    let lease = first;
    const control = new AbortController();
    const listeners = new Set<JobProgress>();
    running.set(id, { control, listeners });
    let renewal: Promise<void> | undefined;
    const heart = setInterval(() => {
      renewal = outbox.renew(lease).then((renewed) => {
        if (renewed === undefined) control.abort(new DOMException("The job is no longer ours", "AbortError"));
        else lease = renewed;
      }).catch(() => {}); // the store is down for now: the next beat tries again
    }, outbox.leaseMs / 3);
    const progress: JobProgress = {
      onStage: (stage) => listeners.forEach((listener) => listener.onStage(stage)),
      onStep: (step, steps) => listeners.forEach((listener) => listener.onStep(step, steps)),
    };
    try {
      const request = new Request(`http://job.invalid${route}${query}`, {
        method: "POST",
        // The entry's id goes on to whoever is asked in turn, so that asking twice is harmless.
        headers: { ...headers, "idempotency-key": id },
        body: new Uint8Array(body),
        signal: control.signal,
      });
      const response = await inner.fetch(request, { progress } satisfies JobEnvironment);
      const answer = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
      return [lease, { answer, final: isFinal(answer.status, lease.entry) }];
    } finally {
      clearInterval(heart);
      await renewal;
      running.delete(id);
    }
  }

  function isFinal(status: number, { attempts, created }: Entry): boolean {
    const transient = TRANSIENT.has(status) || status === 500 && attempts < TRIES_AFTER_500;
    return !transient || Date.now() - created > maxAgeMs;
  }

  /** Writes down what came of an attempt: the answer, or when to try again. */
  async function settle(lease: Lease, { answer, final }: Outcome): Promise<void> {
    if (final) await outbox.finish(lease, answer);
    else await outbox.retry(lease, 1000 * Number(answer.headers["retry-after"] ?? 0) || 0);
  }

  /** Ends a job; its work, where it goes on in this process, is stopped. */
  async function cancel(id: string): Promise<Entry | undefined> {
    const entry = await outbox.cancel(id);
    running.get(id)?.control.abort(new DOMException("The job was cancelled", "AbortError"));
    return entry;
  }

  /** Follows a job that runs in this process; gives the function that ends it. */
  function listen(id: string, progress: JobProgress): () => void {
    const listeners = running.get(id)?.listeners;
    listeners?.add(progress);
    return () => listeners?.delete(progress);
  }
}
