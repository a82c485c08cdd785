/**
 * Puts the outbox before a route: its requests are written down first, done once for each Idempotency-Key, and later if the
 * client prefers that.
 *
 * @module
 */
import type { Context, Handler } from "hono";
import { sha256 } from "../bytes.ts";
import { gate } from "../http/limits/gate.ts";
import { type BodyLimits, MULTIPART_OVERHEAD, readBody } from "../http/body.ts";
import { EVENTS_TYPE } from "../http/events.ts";
import { answerOf } from "../http/media.ts";
import { HttpProblem } from "../http/problem.ts";
import { OptionsError } from "../options.ts";
import { type Answer, type Entry, isOver, type NewEntry, type Outbox } from "../outbox/index.ts";
import { digestOf } from "./digest.ts";
import type { Runner } from "./runner.ts";
import { jobOf, jobPath } from "./status.ts";

/** Request headers that the work depends on. Nothing secret is written down. */
const KEPT = ["content-type", "accept", "traceparent"];

/** Wraps a handler. */
export function durable(
  outbox: Outbox,
  runner: Runner,
  route: string,
  handler: Handler,
  { maxBytes, ...more }: BodyLimits,
  maxConcurrent: number,
): Handler {
  runner.add(route, handler);
  const limited = gate(maxConcurrent, 0);
  const limits = { ...more, maxBytes: maxBytes + MULTIPART_OVERHEAD };
  return async (c, next) => {
    const later = prefersAsync(c.req.header("prefer"));
    const key = c.req.header("idempotency-key");
    const streams = !later && (c.req.header("accept") ?? "").includes(EVENTS_TYPE);
    if (streams || !later && key === undefined && !forwards(c.req.url)) return handler(c, next);
    return await limited.after(() => readBody(c.req.raw, limits), async (body) => {
      const request = await newEntry(c, route, body, key);
      return later ? await accept(request) : await doNow(request, key !== undefined);
    });
  };

  async function accept(request: NewEntry): Promise<Response> {
    const { entry, isNew } = await outbox.put(request, false);
    requireSame(entry, request);
    if (isNew) runner.notify();
    const headers = { location: jobPath(entry.id), "preference-applied": "respond-async", "cache-control": "no-store" };
    return Response.json(jobOf(entry), { status: 202, headers });
  }

  async function doNow(request: NewEntry, keyed: boolean): Promise<Response> {
    const { isNew, ...first } = await outbox.put(request, true);
    if (!isNew) return await replay(first.entry, request);
    const [lease, outcome] = await runner.attempt(first, request.body);
    // Nothing more can be asked of it: the client is being told, or may come again with the same key.
    if (!keyed || !outcome.final) await outbox.forget(lease.entry);
    else await outbox.finish(lease, outcome.answer);
    return answerWith(outcome.answer, {});
  }

  async function replay(entry: Entry, request: NewEntry): Promise<Response> {
    requireSame(entry, request);
    if (!isOver(entry)) {
      throw new HttpProblem(
        "in-progress",
        `The first request with this Idempotency-Key goes on as ${jobPath(entry.id)}`,
        {
          "retry-after": "1",
          location: jobPath(entry.id),
        },
      );
    }
    const answer = await outbox.answer(entry);
    if (answer === undefined) throw new HttpProblem("gone", "The request with this Idempotency-Key was cancelled");
    return answerWith(answer, { "idempotency-replayed": "true" });
  }
}

/** An answer as a response. */
export function answerWith({ status, headers, body }: Answer, more: Record<string, string>): Response {
  return answerOf(body, { ...headers, ...more }, status);
}

async function newEntry(
  c: Context,
  route: string,
  body: Uint8Array<ArrayBuffer>,
  key: string | undefined,
): Promise<NewEntry> {
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new OptionsError([{ field: "Idempotency-Key", message: "Expected 1 to 255 visible ASCII characters" }]);
  }
  const { search } = new URL(c.req.url);
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = c.req.header(name);
    if (value !== undefined) headers[name] = value;
  }
  const digest = await digestOf(search, headers["content-type"] ?? "", body);
  // One client's keys are no other's: whoever authenticates differently has keys of his own.
  const hashed = key && await sha256(JSON.stringify([route, c.req.header("authorization") ?? "", key]));
  return { route, query: search, headers, digest, key: hashed, body };
}

function requireSame(entry: Entry, { digest }: NewEntry): void {
  if (entry.digest === digest) return;
  throw new HttpProblem("key-reused", "This Idempotency-Key came with another body or query before");
}

/** Whether `Prefer` (RFC 7240) asks for an answer at once and the work later. */
function prefersAsync(prefer: string | undefined): boolean {
  return (prefer ?? "").split(",").some((preference) =>
    preference.split(";")[0].trim().toLowerCase() === "respond-async"
  );
}

function forwards(url: string): boolean {
  const forward = new URL(url).searchParams.get("forward");
  return forward !== null && forward !== "" && forward !== "false";
}
