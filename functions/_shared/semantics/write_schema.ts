/**
 * Writes `docs/prompt.schema.json` from the zod schema:
 * `deno run --allow-write=docs functions/_shared/semantics/write_schema.ts`
 *
 * @module
 */
import { promptJsonSchema } from "./prompt_schema.ts";

/** The text of `docs/prompt.schema.json`. */
export function schemaText(): string {
  return JSON.stringify(promptJsonSchema(), null, 2) + "\n";
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("../../../docs/prompt.schema.json", import.meta.url), schemaText());
}
