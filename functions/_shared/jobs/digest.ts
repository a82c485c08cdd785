/**
 * Hashes that tell requests and their senders apart, in hex.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";

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
  let form: FormData;
  try {
    form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch (cause) {
    throw new SemcastError("malformed", "Multipart form does not parse", { cause });
  }
  const parts: string[] = [];
  for (const [name, value] of form) {
    parts.push(name, typeof value === "string" ? value : await sha256(new Uint8Array(await value.arrayBuffer())));
  }
  return parts;
}

/** SHA-256 in hex. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
