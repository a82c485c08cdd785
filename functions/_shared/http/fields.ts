/**
 * Option fields of a request, from query and form, before any schema sees them.
 *
 * @module
 */
import type { z } from "@hono/zod-openapi";
import { OptionsError } from "../options.ts";

/** Name to value; a name given more than once has all its values. */
export type RawFields = Record<string, string | string[]>;

/** Collects name and value pairs. */
export function collect(pairs: Iterable<[string, string]>): RawFields {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of pairs) {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(fields);
}

/**
 * Query and form in one; a field must not be given in both, since the winner would be a guess.
 *
 * @throws {OptionsError} naming the doubled fields
 */
export function merge(query: RawFields, form: RawFields): RawFields {
  const doubled = Object.keys(form).filter((name) => Object.hasOwn(query, name));
  if (doubled.length > 0) {
    throw new OptionsError(doubled.map((field) => ({ field, message: "Given in the query and in the form" })));
  }
  return { ...query, ...form };
}

/** The names of the fields of an object schema. */
export function names(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape);
}
