/**
 * The jobs of a process: its outbox, who works it off, and the routes.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Handler } from "hono";
import type { Config } from "../http/config.ts";
import { bodyLimits } from "../http/limits/body_limits.ts";
import { once } from "../once.ts";
import { createOutbox, openStore, type Store } from "../outbox/index.ts";
import { durable } from "./durable.ts";
import { addJobRoutes } from "./routes.ts";
import { createRunner } from "./runner.ts";

/** What apps and entry points need of jobs. */
export interface Jobs {
  /** Where all is kept, also for others who have something to remember. */
  store: Store;
  /** Wraps the handler of a route, and takes on its work. */
  durable(route: string, handler: Handler): Handler;
  /** Adds `/v1/jobs/…`. */
  addRoutes(app: OpenAPIHono): void;
  /** Begins to work off what waits. */
  start(): void;
  /** Resolves when the outbox can be reached. */
  ready(): Promise<void>;
  /** Requests that were accepted and are not finished. */
  depth(): Promise<number>;
  /** Waits for the work in progress and closes the outbox. */
  close(): Promise<void>;
}

/** Jobs over the store that the configuration names; it is opened at its first use, and again after a failure. */
export function openJobs(
  config: Config,
  store: Store = lazyStore(() => openStore(config.OUTBOX_URL, config.OUTBOX_MAX_BYTES)),
): Jobs {
  const outbox = createOutbox(store, {
    leaseMs: config.JOB_LEASE_MS,
    retentionMs: config.JOB_RETENTION_MS,
    maxDepth: config.OUTBOX_MAX_DEPTH,
  });
  const runner = createRunner(outbox, { workers: config.JOB_WORKERS, maxAgeMs: config.JOB_MAX_AGE_MS });
  const limits = bodyLimits(config);
  return {
    store,
    // Bodies are small beside the memory of the work, which has a limit of its own.
    durable: (route, handler) => durable(outbox, runner, route, handler, limits, 4 * config.MAX_CONCURRENT),
    addRoutes: (app) => addJobRoutes(app, outbox, runner),
    start: runner.start,
    ready: async () => void await outbox.depth(),
    depth: outbox.depth,
    async close() {
      await runner.stop();
      await outbox.close();
    },
  };
}

function lazyStore(load: () => Promise<Store>): Store {
  let opened: Store | undefined;
  const store = once(async () => opened = await load());
  return {
    // Nothing is written before something was read.
    get maxValueBytes() {
      return opened?.maxValueBytes ?? 60_000;
    },
    get: async (key) => (await store()).get(key),
    list: async (prefix, limit) => (await store()).list(prefix, limit),
    count: async (prefix) => (await store()).count(prefix),
    commit: async (changes) => (await store()).commit(changes),
    close: async () => await opened?.close(),
  };
}
