import type { MiddlewareHandler } from "hono";

const DRAINED_MS = 5000;

/**
 * Reads what was left of a request's body before the answer goes out, for five seconds at most, and throws it away. Deno 2.5
 * otherwise hangs up on a client in the middle of its sending, which then sees a broken pipe instead of a 401, 413 or 429.
 *
 * @param maxBytes no more is read
 */
export function drained(maxBytes: number): MiddlewareHandler {
  return async (c, next) => {
    await next();
    await drain(c.req.raw, maxBytes);
  };
}

async function drain({ body }: Request, maxBytes: number): Promise<void> {
  if (body === null || body.locked) return;
  const reader = body.getReader();
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), DRAINED_MS);
  try {
    for (let seen = 0; seen < maxBytes;) {
      const { done, value } = await reader.read();
      if (done) return;
      seen += value.length;
    }
    await reader.cancel();
  } catch {
    // Who has gone hears no answer anyway.
  } finally {
    clearTimeout(timer);
  }
}
