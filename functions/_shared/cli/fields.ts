import { fromCaller, readNamedFile } from "./exit.ts";

/**
 * Options of a command line as the schemas name them: commander makes `keyClasses` of `--key-classes`; the prompt is a file.
 *
 * @throws {SemcastError} `invalid-argument` where the prompt's file cannot be read
 */
export async function schemaFields({ prompt, ...options }: Record<string, unknown>): Promise<Record<string, unknown>> {
  const fields = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  );
  if (typeof prompt === "string") {
    fields.prompt = new TextDecoder().decode(await readNamedFile("--prompt", fromCaller(prompt)));
  }
  return fields;
}
