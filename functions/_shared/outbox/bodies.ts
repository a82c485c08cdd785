import type { Store } from "./store.ts";

const numbered = (prefix: string, n: number) => `${prefix}.${String(n).padStart(5, "0")}`;

/** Writes a body below a prefix, in as many values as the store needs. */
export async function writeBody(store: Store, prefix: string, body: Uint8Array): Promise<void> {
  for (let at = 0, n = 0; at < body.length; at += store.maxValueBytes, n++) {
    await store.commit([{ key: numbered(prefix, n), value: body.subarray(at, at + store.maxValueBytes) }]);
  }
}

/** Reads what {@linkcode writeBody} wrote; undefined where a part of it is missing. */
export async function readBody(store: Store, prefix: string, bytes: number): Promise<Uint8Array | undefined> {
  const body = new Uint8Array(bytes);
  let at = 0;
  for (let n = 0; at < bytes; n++) {
    const part = await store.get(numbered(prefix, n));
    if (part === undefined || part.value.length === 0 || at + part.value.length > bytes) return undefined;
    body.set(part.value, at);
    at += part.value.length;
  }
  return body;
}

/** Deletes a body, whole or not. */
export async function deleteBody(store: Store, prefix: string): Promise<void> {
  for (const key of await store.list(`${prefix}.`, 10_000)) await store.commit([{ key }]);
}
