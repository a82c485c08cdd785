import { z } from "zod";
import { promptSchema } from "./prompt.ts";

/** The prompt's schema as JSON Schema (draft 2020-12); the text of `docs/prompt.schema.json`. */
export function promptJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(promptSchema, { io: "input" }),
    title: "Structured prompt of Semcast",
  };
}
