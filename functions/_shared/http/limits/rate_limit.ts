import type { Context, MiddlewareHandler } from "hono";
import { HttpProblem, problemResponse } from "../problem.ts";

const WINDOW_S = 60;
/** Callers that are remembered; with more the one not seen for longest is forgotten. */
const MOST_CALLERS = 10_000;

interface Bucket {
  tokens: number;
  /** Milliseconds of the monotonic clock. */
  at: number;
}

/**
 * At most `limit` requests a minute for each caller, as a bucket that fills evenly; 0 means no limit. A caller is the key
 * or token, else the address. Answers carry `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers); one
 * too many gets 429 with `Retry-After`.
 */
export function rateLimit(limit: number, now: () => number = () => performance.now()): MiddlewareHandler {
  if (limit === 0) return (_, next) => next();
  const buckets = new Map<string, Bucket>();
  return async (c, next) => {
    const caller = callerOf(c), time = now();
    const { tokens, at } = buckets.get(caller) ?? { tokens: limit, at: time };
    const filled = Math.min(limit, tokens + (time - at) / 1000 * limit / WINDOW_S);
    const allowed = filled >= 1;
    const left = allowed ? filled - 1 : filled;
    buckets.delete(caller);
    buckets.set(caller, { tokens: left, at: time });
    if (buckets.size > MOST_CALLERS) buckets.delete(buckets.keys().next().value ?? "");
    const untilFull = Math.ceil((limit - left) / limit * WINDOW_S);
    const headers = {
      "ratelimit-policy": `"requests";q=${limit};w=${WINDOW_S}`,
      "ratelimit": `"requests";r=${Math.floor(left)};t=${untilFull}`,
    };
    if (!allowed) {
      const wait = String(Math.max(1, Math.ceil((1 - filled) / limit * WINDOW_S)));
      const detail = `More than ${limit} requests a minute`;
      return problemResponse(new HttpProblem("rate-limited", detail, { ...headers, "retry-after": wait }));
    }
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}

/** Deno hands over the connection as the environment of a request. */
function callerOf(c: Context): string {
  const known: unknown = c.get("caller");
  if (typeof known === "string") return `caller ${known}`;
  const { remoteAddr } = (c.env ?? {}) as Partial<Deno.ServeHandlerInfo<Deno.NetAddr>>;
  return `address ${remoteAddr?.hostname ?? "unknown"}`;
}
