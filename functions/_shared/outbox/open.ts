/**
 * Opens the store that `OUTBOX_URL` names.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import { kvStore } from "./kv.ts";
import { memoryStore } from "./memory.ts";
import { natsStore } from "./nats.ts";
import { sqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

/**
 * Opens `sqlite:PATH`, `kv:[PATH]`, `nats://…`, or memory for `off`.
 *
 * @param maxBytes what a file or bucket may grow to; Deno KV has limits of its own
 * @throws {SemcastError} `unavailable`, or `invalid-argument` for another URL
 */
export async function openStore(url: string, maxBytes: number): Promise<Store> {
  if (url === "off") return memoryStore();
  if (url.startsWith("sqlite:")) return await sqliteStore(url.slice("sqlite:".length), maxBytes);
  if (url.startsWith("kv:")) return await kvStore(url.slice("kv:".length) || undefined);
  if (url.startsWith("nats://")) return await natsStore(url, maxBytes);
  throw new SemcastError(
    "invalid-argument",
    `OUTBOX_URL is ${url.slice(0, 20)}; expected off, sqlite:PATH, kv: or nats://HOST`,
  );
}
