/**
 * RFC 9457 problem details: the one place where an error becomes an HTTP status.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "@hono/zod-openapi";
import { type ErrorCode, SemcastError } from "../errors.ts";
import { OptionsError } from "../options.ts";
import { answerOf } from "./media.ts";

/** Kinds of problem that only HTTP knows, besides {@linkcode ErrorCode}. */
export type HttpProblemKind =
  | "unauthorized"
  | "forbidden"
  | "signature-missing"
  | "signature-unknown-key"
  | "signature-invalid"
  | "signature-stale"
  | "signature-replayed"
  | "digest-mismatch"
  | "rate-limited"
  | "not-found"
  | "method-not-allowed"
  | "not-acceptable"
  | "unsupported-media-type"
  | "request-timeout"
  | "forward-not-allowed"
  | "in-progress"
  | "gone"
  | "key-reused"
  | "url-not-allowed"
  | "source-failed"
  | "source-timeout"
  | "receiver-failed"
  | "receiver-timeout"
  | "busy";

const KINDS: Record<ErrorCode | HttpProblemKind, { status: number; title: string }> = {
  "malformed": { status: 400, title: "The body is not what it claims to be" },
  "invalid-argument": { status: 400, title: "An option is out of its range" },
  "unauthorized": { status: 401, title: "A key or token is needed" },
  "forbidden": { status: 403, title: "The key or token is not good for this" },
  "signature-missing": { status: 403, title: "Only signed packets are taken" },
  "signature-unknown-key": { status: 403, title: "The packet is signed by nobody who is listed" },
  "signature-invalid": { status: 403, title: "The signature is not of this request" },
  "signature-stale": { status: 403, title: "The signature is too old, or of a clock that goes wrong" },
  "signature-replayed": { status: 403, title: "The signature was used before" },
  "digest-mismatch": { status: 403, title: "The body is not the one that was signed" },
  "forward-not-allowed": { status: 403, title: "Forwarding to this receiver is not allowed" },
  "url-not-allowed": { status: 403, title: "Photos are not taken from this address" },
  "not-found": { status: 404, title: "No such resource" },
  "method-not-allowed": { status: 405, title: "The resource does not support this method" },
  "not-acceptable": { status: 406, title: "No representation matches the Accept header" },
  "request-timeout": { status: 408, title: "The body did not arrive in time" },
  "in-progress": { status: 409, title: "The request is still being worked on" },
  "gone": { status: 410, title: "The result will never come" },
  "too-large": { status: 413, title: "The body is over a limit" },
  "unsupported-media-type": { status: 415, title: "The Content-Type is not handled" },
  "unsupported": { status: 415, title: "The body is of a kind or version that is not handled" },
  "budget-too-small": { status: 422, title: "The channel budget cannot carry the photo" },
  "key-reused": { status: 422, title: "The Idempotency-Key belongs to another request" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "internal": { status: 500, title: "The service failed" },
  "receiver-failed": { status: 502, title: "The receiver could not be reached or gave no usable answer" },
  "source-failed": { status: 502, title: "The photo could not be had from its address" },
  "busy": { status: 503, title: "The service is busy" },
  "unavailable": { status: 503, title: "Something that the service depends on is not available" },
  "source-timeout": { status: 504, title: "The photo did not arrive from its address in time" },
  "receiver-timeout": { status: 504, title: "The receiver did not answer in time" },
};

/** The media type of problem details. */
export const PROBLEM_TYPE = "application/problem+json";

/** Body of every error answer. `type` is stable: `urn:semcast:problem:` and the kind. */
export const problemSchema = z.object({
  type: z.string().openapi({ example: "urn:semcast:problem:too-large" }),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
}).openapi("Problem", {
  example: {
    type: "urn:semcast:problem:invalid-argument",
    title: "An option is out of its range",
    status: 400,
    detail: "snr: Too big: expected number to be <=40",
    errors: [{ field: "snr", message: "Too big: expected number to be <=40" }],
  },
});

/** An error with an HTTP-only kind; the stages never throw it. */
export class HttpProblem extends Error {
  readonly kind: HttpProblemKind;
  readonly headers: Record<string, string>;

  constructor(kind: HttpProblemKind, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.name = "HttpProblem";
    this.kind = kind;
    this.headers = headers;
  }
}

/** The answer for any error. Only for faults of ours is the detail withheld: it goes to the log instead. */
export function problemResponse(error: unknown): Response {
  if (error instanceof HttpProblem) return response(error.kind, error.message, error.headers);
  if (error instanceof OptionsError) return response(error.code, error.message, {}, error.fields);
  if (error instanceof SemcastError) {
    if (error.code === "internal") {
      console.error(error);
      return response("internal", undefined);
    }
    return response(error.code, error.message, error.code === "unavailable" ? { "retry-after": "5" } : {});
  }
  if (error instanceof HTTPException && error.status < 500) return response("malformed", error.message);
  console.error(error);
  return response("internal", undefined);
}

function response(
  kind: ErrorCode | HttpProblemKind,
  detail: string | undefined,
  headers: Record<string, string> = {},
  errors?: { field: string; message: string }[],
): Response {
  const { status, title } = KINDS[kind];
  const body: z.infer<typeof problemSchema> = { type: `urn:semcast:problem:${kind}`, title, status, detail, errors };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return answerOf(bytes, { "content-type": PROBLEM_TYPE, "cache-control": "no-store", ...headers }, status);
}

/** Hono's `onError`. */
export function onError(error: Error, _context: Context): Response {
  return problemResponse(error);
}
