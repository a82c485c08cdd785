/**
 * A store in Deno KV, which Deno Deploy has. Values there hold at most 65,536 bytes, and a commit 800 KB.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import type { Store } from "./store.ts";

/** The part of Deno KV that is used; its own types need an unstable flag. */
interface Kv {
  get(key: string[]): Promise<{ value: unknown; versionstamp: string | null }>;
  list(selector: object, options: object): AsyncIterable<{ key: string[] }>;
  atomic(): KvAtomic;
  close(): void;
}
interface KvAtomic {
  check(check: { key: string[]; versionstamp: string | null }): KvAtomic;
  set(key: string[], value: unknown): KvAtomic;
  delete(key: string[]): KvAtomic;
  commit(): Promise<{ ok: boolean }>;
}

const ROOT = "semcast";

/**
 * Opens the platform's own database, or a file.
 *
 * @throws {SemcastError} `unavailable` where the platform has no KV
 */
export async function kvStore(path?: string): Promise<Store> {
  const open: unknown = Reflect.get(Deno, "openKv");
  if (typeof open !== "function") {
    throw new SemcastError("unavailable", "This platform has no Deno KV for OUTBOX_URL=kv:");
  }
  // What Deno.openKv gives has these methods; see Kv.
  const kv = await open.call(Deno, path) as Kv;
  const keysOf = async (prefix: string, limit: number) => {
    const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
    const keys: string[] = [];
    const selector = { start: [ROOT, prefix], end: [ROOT, end] };
    for await (const { key } of kv.list(selector, { limit: Number.isFinite(limit) ? limit : undefined })) {
      keys.push(key[1]);
    }
    return keys;
  };
  return {
    maxValueBytes: 60_000,
    async get(key) {
      const { value, versionstamp } = await kv.get([ROOT, key]);
      return value instanceof Uint8Array && versionstamp !== null ? { value, version: versionstamp } : undefined;
    },
    list: keysOf,
    count: async (prefix) => (await keysOf(prefix, Infinity)).length,
    async commit(changes) {
      const atomic = kv.atomic();
      for (const { key, value, version } of changes) {
        if (version !== undefined) atomic.check({ key: [ROOT, key], versionstamp: version });
        if (value === undefined) atomic.delete([ROOT, key]);
        else atomic.set([ROOT, key], value);
      }
      return await committed(atomic);
    },
    close: () => Promise.resolve(kv.close()),
  };
}

/** Commits. The local database is a file that another process may be writing just now: then nothing happened yet. */
async function committed(atomic: KvAtomic): Promise<boolean> {
  for (let tries = 1;; tries++) {
    try {
      return (await atomic.commit()).ok;
    } catch (cause) {
      const locked = cause instanceof Error && /locked|busy/.test(cause.message);
      if (!locked || tries === 50) throw new SemcastError("unavailable", "The outbox cannot be written", { cause });
      await new Promise((resolve) => setTimeout(resolve, 2 * tries));
    }
  }
}
