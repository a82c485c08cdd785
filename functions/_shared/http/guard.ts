/**
 * What stands before every route: request ids, headers, CORS, authorization, rate limit.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { requestId, type RequestIdVariables } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { authorize } from "./auth/authorize.ts";
import type { Config } from "./config.ts";
import { drained } from "./drain.ts";
import { rateLimit } from "./limits/rate_limit.ts";

/** Headers of ours that a page of another origin may read. */
const EXPOSED = ["X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After", "Server-Timing", "Location"]
  .concat(["Semcast-Symbols", "Semcast-Cbr", "Semcast-Bpp", "Semcast-Prompter", "Semcast-Decoder", "Semcast-Metadata"]);

/** Hono's middleware puts the id only into answers that the context makes. */
const withRequestId: MiddlewareHandler<{ Variables: RequestIdVariables }> = async (c, next) => {
  await next();
  c.header("X-Request-Id", c.get("requestId"));
};

/** Puts the guards before the routes that are added to the app from now on. */
export function addGuards(app: OpenAPIHono, config: Config): void {
  // Room for a client that sends a few times too much.
  app.use(drained(4 * config.MAX_BODY_BYTES));
  app.use(requestId(), withRequestId);
  // A picture may be shown by another origin's page if it could be fetched at all.
  app.use(
    secureHeaders({ crossOriginResourcePolicy: config.CORS_ORIGINS.length > 0 ? "cross-origin" : "same-origin" }),
  );
  if (config.CORS_ORIGINS.length > 0) {
    app.use("/v1/*", cors({ origin: config.CORS_ORIGINS, exposeHeaders: EXPOSED, maxAge: 600 }));
  }
  app.use("/openapi.json", etag());
  app.use("/v1/*", authorize(config));
  app.use("/v1/*", rateLimit(config.RATE_LIMIT));
}
