import { type OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import type { Handler } from "hono";
import { addRoute, problem } from "../http/app.ts";
import type { Jobs } from "./jobs.ts";
import { jobSchema } from "./status.ts";

const headers = z.object({
  "prefer": z.string().optional().openapi({
    description: "respond-async: answer at once with 202 and the job's address, work later (RFC 7240)",
  }),
  "idempotency-key": z.string().min(1).max(255).optional().openapi({
    description: "The same key and request again give the same answer, without the work; 1 to 255 visible characters",
  }),
});

/** A route whose own headers, if it has any, are an object's fields. */
type DurableRoute = RouteConfig & { request?: { headers?: z.ZodObject } };

/** Registers a route as `addRoute` does; with jobs it takes `Prefer: respond-async` and `Idempotency-Key` too. */
export function addDurableRoute(app: OpenAPIHono, jobs: Jobs | undefined, route: DurableRoute, handler: Handler): void {
  if (jobs === undefined) return addRoute(app, route, handler);
  const { shape } = route.request?.headers ?? z.object({});
  const refused = route.responses[422];
  const before = refused !== undefined && "description" in refused ? refused.description : undefined;
  addRoute(app, {
    ...route,
    request: { ...route.request, headers: headers.extend(shape) },
    responses: {
      ...route.responses,
      202: {
        description: "Accepted: the job is at Location",
        headers: z.object({ location: z.string() }),
        content: { "application/json": { schema: jobSchema } },
      },
      409: problem("The first request with this Idempotency-Key is not finished"),
      410: problem("The request with this Idempotency-Key was cancelled"),
      422: problem([before, "The Idempotency-Key came with another request"].filter(Boolean).join("; or: ")),
    },
  }, jobs.durable(route.path, handler));
}
