/**
 * An entry of the outbox: a request that was accepted, how far it has come, and its answer.
 *
 * @module
 */
import { z } from "zod";

/** A message's line and headers; its body lies beside it. */
const answerSchema = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  bytes: z.int(),
});

/** What is stored of an entry besides its bodies. */
export const entrySchema = z.object({
  id: z.string(),
  /** Path of the route that does the work, such as `/v1/link`. */
  route: z.string(),
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Bytes of the request's body. */
  bytes: z.int(),
  /** Tells requests with the same key apart. */
  digest: z.string(),
  /** Hash of the caller's Idempotency-Key. */
  key: z.string().optional(),
  state: z.enum(["waiting", "running", "finished", "cancelled"]),
  attempts: z.int(),
  /** ms since 1970: when it may be worked on next; while it is running, when its lease ends. */
  due: z.number(),
  created: z.number(),
  finished: z.number().optional(),
  answer: answerSchema.optional(),
});

/** Parsed {@linkcode entrySchema}. */
export type Entry = z.infer<typeof entrySchema>;
/** The answer without its body. */
export type AnswerHead = z.infer<typeof answerSchema>;

/** A new entry, before it has an id. */
export type NewEntry = Pick<Entry, "route" | "query" | "headers" | "digest" | "key"> & { body: Uint8Array };

/** An answer with its body. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** An entry that is ours to work on until `entry.due`. */
export interface Lease {
  entry: Entry;
  /** Of the stored entry: whoever changes it in between takes it from us. */
  version: string;
}

/** Whether nothing more will happen to an entry. */
export function isOver({ state }: Pick<Entry, "state">): boolean {
  return state === "finished" || state === "cancelled";
}
