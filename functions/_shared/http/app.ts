/**
 * What every function's app has in common: health, the OpenAPI document, problem details, a cap on concurrent work.
 *
 * @module
 */
import { OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import type { Context, Handler } from "hono";
import { SemcastError } from "../errors.ts";
import { addDocs, curl } from "./docs.ts";
import type { Config } from "./config.ts";
import { addGuards } from "./guard.ts";
import { HttpProblem, onError, PROBLEM_TYPE, problemResponse, problemSchema } from "./problem.ts";

/** What an app needs to know besides its routes. */
export interface AppOptions {
  title: string;
  description: string;
  /** Resolves when models are loaded and the function can work; rejects with the reason why not. */
  ready: () => Promise<unknown>;
  config: Config;
}

/** An OpenAPI response with a problem document. */
export function problem(description: string) {
  return { description, content: { [PROBLEM_TYPE]: { schema: problemSchema } } };
}

/** A new app with health routes, `/openapi.json` and problem details for every error. */
export function createApp(options: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono();
  app.onError(onError);
  addGuards(app, options.config);
  app.notFound((c) => problemResponse(new HttpProblem("not-found", `No such path: ${c.req.path.slice(0, 200)}`)));
  addRoute(app, {
    method: "get",
    path: "/health/live",
    summary: "The process runs",
    ...curl("curl http://127.0.0.1:8000/health/live"),
    responses: { 200: { description: "Alive", content: { "application/json": { schema: healthSchema } } } },
  }, (c) => c.json({ status: "ok" }));
  addRoute(app, {
    method: "get",
    path: "/health/ready",
    summary: "Models are loaded, work is possible",
    ...curl("curl http://127.0.0.1:8000/health/ready"),
    responses: {
      200: { description: "Ready", content: { "application/json": { schema: healthSchema } } },
      503: problem("Not ready, with the reason"),
    },
  }, async (c) => {
    try {
      await options.ready();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // One line at each look for what is expected to happen, where it came from for the rest.
      console.error("Not ready:", error instanceof SemcastError ? reason : error);
      return problemResponse(new HttpProblem("busy", `Not ready: ${reason}`, { "retry-after": "5" }));
    }
    return c.json({ status: "ok" });
  });
  app.get("/openapi.json", (c) =>
    c.json(app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: options.title, description: options.description, version: "1.0.0" },
    })));
  addDocs(app, options);
  return app;
}

const healthSchema = z.object({ status: z.literal("ok") }).openapi("Health", { example: { status: "ok" } });

/**
 * Registers a handler and its OpenAPI description. The body is not validated by the framework: it would be read whole,
 * without a limit. Other methods on the path get 405.
 */
export function addRoute(app: OpenAPIHono, route: RouteConfig, handler: Handler): void {
  app.openAPIRegistry.registerPath(route);
  const method = route.method.toUpperCase();
  const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
  app.on(method, path, handler);
  const allow = app.routes.filter((known) => known.path === path && known.method !== "ALL").map(({ method }) => method);
  app.all(path, (c: Context) => {
    const detail = `${c.req.method} is not supported on ${route.path}`;
    return problemResponse(new HttpProblem("method-not-allowed", detail, { allow: allow.join(", ") }));
  });
}

/** A `Server-Timing` header from milliseconds by stage. */
export function serverTiming(ms: Record<string, number>): string {
  return Object.entries(ms).map(([name, value]) => `${name};dur=${value.toFixed(1)}`).join(", ");
}
