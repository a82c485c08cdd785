import type { MiddlewareHandler } from "hono";
import { memoryStore } from "../../outbox/memory.ts";
import type { Store } from "../../outbox/index.ts";
import { type BodyLimits, readBody } from "../body.ts";
import type { Config } from "../config.ts";
import { HttpProblem } from "../problem.ts";
import { createNonces } from "./nonces.ts";
import { verifySignature } from "./verify.ts";

/**
 * Lets POST requests through only with the signature of a transmitter that is listed (`TRANSMITTER_KEYS`), for this very
 * request and body, made just now and not seen before; everyone where none is listed. It stands before the outbox: what was
 * accepted was signed, and is not asked again when it is worked off later.
 *
 * @param store where signatures are remembered; without one they are in memory
 * @param now the clock in ms since 1970
 */
export function requireSigned(
  config: Pick<Config, "transmitters" | "SIGNATURE_WINDOW_MS" | "SIGNATURE_AUTHORITY">,
  limits: BodyLimits,
  store: Store = memoryStore(),
  now: () => number = Date.now,
): MiddlewareHandler {
  const { transmitters: keys, SIGNATURE_WINDOW_MS: windowMs, SIGNATURE_AUTHORITY: authority } = config;
  if (keys.length === 0) return (_, next) => next();
  const nonces = createNonces(store, windowMs, now);
  return async (c, next) => {
    const request = c.req.raw;
    if (request.method !== "POST") return await next();
    const { method, headers, signal, url } = request;
    const message = { method, url: new URL(url), authority, headers };
    const verified = await verifySignature(message, { keys, windowMs, now: now() });
    const body = await readBody(request, limits);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    if (!digest.every((byte, i) => byte === verified.digest[i])) {
      throw new HttpProblem("digest-mismatch", `The body's SHA-256 is not the one of Content-Digest`);
    }
    if (!await nonces.claim(verified)) {
      throw new HttpProblem("signature-replayed", "Sign each attempt anew; its Idempotency-Key tells what was done");
    }
    c.req.raw = new Request(url, { method, headers, signal, body });
    await next();
  };
}
