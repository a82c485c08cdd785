/**
 * Watches an app from outside: metrics, one line of log and spans for each request. What the stages took is what the answer
 * says in its `Server-Timing`, so that no stage knows of it.
 *
 * @module
 */
import { once } from "../once.ts";
import type { Observation } from "./metrics.ts";
import { routeName } from "./route_name.ts";
import { stagesOf } from "./stages.ts";

/**
 * The interface of OpenTelemetry where Deno has put its own end of it (`OTEL_DENO`). Elsewhere nobody would hear of spans,
 * and loading it would take a third of a cold start.
 */
const trace = Symbol.for("opentelemetry.js.api.1") in globalThis
  ? (await import("@opentelemetry/api")).trace
  : undefined;

type Fetch = (request: Request, info?: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** What {@linkcode observe} needs to know. */
export interface ObserveOptions {
  /** Accepted requests that are not finished. */
  depth: () => Promise<number>;
  /** Takes a line of JSON for each request. */
  log?: (line: string) => void;
}

/** The app with `GET /metrics` and everything watched. */
export function observe(app: Fetch, { depth, log = (line) => console.log(line) }: ObserveOptions): Fetch {
  let inFlight = 0;
  // Loaded behind the first answer, which does not wait for them.
  const metrics = once(async () => (await import("./metrics.ts")).createMetrics(depth, () => inFlight));
  const count = (observation: Observation) =>
    metrics().then((made) => made.count(observation), (error) => console.error("Metrics are not there:", error));
  return async (request, info) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/metrics" && request.method === "GET") {
      return new Response(await (await metrics()).text(), {
        headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      });
    }
    const began = performance.now();
    inFlight++;
    const route = routeName(pathname);
    nameSpan(request.method, route);
    let response: Response | undefined;
    try {
      return response = await app(request, info);
    } finally {
      const ms = performance.now() - began;
      const status = response?.status ?? 500;
      const stages = stagesOf(response?.headers.get("server-timing") ?? null);
      const degraded = response?.headers.get("semcast-decoder")?.includes("degraded=true") ?? false;
      addSpans(stages);
      const [bytesIn, bytesOut] = [length(request), length(response)];
      inFlight--;
      count({ route, status, seconds: ms / 1000, bytesIn, bytesOut, stages, degraded });
      if (!route.startsWith("/health")) {
        const id = response?.headers.get("x-request-id") ?? undefined;
        const time = new Date().toISOString();
        // Neither query nor headers nor bodies: they may tell of the photo, or be secret.
        const line = {
          time,
          id,
          method: request.method,
          route,
          status,
          ms: Math.round(ms),
          bytesIn,
          bytesOut,
          degraded,
        };
        log(JSON.stringify({ ...line, trace: trace?.getActiveSpan()?.spanContext().traceId }));
      }
    }
  };
}

function length(message: Request | Response | undefined): number {
  const declared = Number(message?.headers.get("content-length") ?? 0);
  return Number.isSafeInteger(declared) && declared > 0 ? declared : 0;
}

/** Deno's own server span does not know the route. */
function nameSpan(method: string, route: string): void {
  const span = trace?.getActiveSpan();
  span?.updateName(`${method} ${route}`);
  span?.setAttribute("http.route", route);
}

/** The stages as spans, one after the other up to now: so they ran. */
function addSpans(stages: [stage: string, ms: number][]): void {
  if (trace === undefined) return;
  const tracer = trace.getTracer("semcast");
  let at = Date.now() - stages.reduce((sum, [, ms]) => sum + ms, 0);
  for (const [stage, ms] of stages) {
    tracer.startSpan(stage, { startTime: at }).end(at += ms);
  }
}
