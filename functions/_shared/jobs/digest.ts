/**
 * Tells requests apart.
 *
 * @module
 */
import { sha256 } from "../bytes.ts";
import { parseForm } from "../http/body.ts";

/**
 * A hash of what a request asks for. A form counts by its fields: a client that sends it again picks another boundary.
 *
 * @throws {SemcastError} `malformed` for a form that does not parse
 */
export async function digestOf(query: string, contentType: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const isForm = contentType.toLowerCase().startsWith("multipart/form-data");
  const parts = isForm ? await formParts(contentType, body) : [contentType, await sha256(body)];
  return await sha256(JSON.stringify([query, ...parts]));
}

async function formParts(contentType: string, body: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const form = await parseForm(contentType, body);
  const parts: string[] = [];
  for (const [name, value] of form) {
    parts.push(name, typeof value === "string" ? value : await sha256(new Uint8Array(await value.arrayBuffer())));
  }
  return parts;
}
