import type { Store } from "./store.ts";

/** A store that ends with the process: `OUTBOX_URL=off`, and tests. */
export function memoryStore(): Store {
  const values = new Map<string, { value: Uint8Array; version: string }>();
  let versions = 0;
  const keysOf = (prefix: string) => [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    maxValueBytes: Infinity,
    get: (key) => Promise.resolve(values.get(key)),
    list: (prefix, limit) => Promise.resolve(keysOf(prefix).slice(0, limit)),
    count: (prefix) => Promise.resolve(keysOf(prefix).length),
    commit(changes) {
      const kept = changes.every(({ key, version }) =>
        version === undefined || (values.get(key)?.version ?? null) === version
      );
      if (!kept) return Promise.resolve(false);
      for (const { key, value } of changes) {
        if (value === undefined) values.delete(key);
        else values.set(key, { value, version: String(++versions) });
      }
      return Promise.resolve(true);
    },
    close: () => Promise.resolve(),
  };
}
