/**
 * What the HTTP interface tells of a job.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Entry } from "../outbox/index.ts";

/** A job as JSON. */
export const jobSchema = z.object({
  id: z.string().openapi({ example: "019f3c5e2b7a00008f14e45fceea167a" }),
  route: z.string().openapi({ example: "/v1/link" }),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  attempts: z.int().openapi({ description: "How often it was tried" }),
  created: z.iso.datetime(),
  finished: z.iso.datetime().optional(),
  next_attempt: z.iso.datetime().optional().openapi({ description: "Of a job that failed for now" }),
  result_status: z.int().optional().openapi({ description: "HTTP status of the result" }),
  links: z.object({ self: z.string(), result: z.string(), events: z.string() }),
}).openapi("Job");

/** Parsed {@linkcode jobSchema}. */
export type Job = z.infer<typeof jobSchema>;

/** Where a job is found. */
export function jobPath(id: string): string {
  return `/v1/jobs/${id}`;
}

/** A job's description. */
export function jobOf(entry: Entry): Job {
  const { id, route, attempts, state, answer } = entry;
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    id,
    route,
    status: statusOf(entry),
    attempts,
    created: time(entry.created),
    ...(entry.finished === undefined ? {} : { finished: time(entry.finished) }),
    ...(state === "waiting" && attempts > 0 ? { next_attempt: time(entry.due) } : {}),
    ...(answer === undefined ? {} : { result_status: answer.status }),
    links: { self: jobPath(id), result: `${jobPath(id)}/result`, events: `${jobPath(id)}/events` },
  };
}

function statusOf({ state, answer }: Entry): Job["status"] {
  if (state === "waiting") return "queued";
  if (state === "finished") return answer !== undefined && answer.status < 400 ? "succeeded" : "failed";
  return state;
}
