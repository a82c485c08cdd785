/**
 * A store in one SQLite file that several processes of a machine may share. Write-ahead log, and synchronous=FULL: a commit
 * that returned is on the disk.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import type { Store } from "./store.ts";

const PAGE_BYTES = 4096;

/**
 * Opens or creates the file and its folder.
 *
 * @param path of the file; needs permission to read and write its folder
 * @param maxBytes the file never grows beyond this
 */
export async function sqliteStore(path: string, maxBytes: number): Promise<Store> {
  // Imported late: a platform without it can still run the other stores, which Node's modules would only start later.
  const [{ DatabaseSync }, { mkdirSync }, { dirname }] = await Promise.all([
    import("node:sqlite"),
    import("node:fs"),
    import("node:path"),
  ]);
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  // The wait first: another process may be just about to change the journal.
  database.exec("PRAGMA busy_timeout = 10000");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec(`PRAGMA max_page_count = ${Math.max(16, Math.floor(maxBytes / PAGE_BYTES))}`);
  // Versions never come again, also not after a delete: AUTOINCREMENT-like by a counter of its own.
  database.exec("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB, version INTEGER) WITHOUT ROWID");
  database.exec("CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER)");
  database.exec("INSERT OR IGNORE INTO counter VALUES (1, 0)");
  const get = database.prepare("SELECT value, version FROM entries WHERE key = ?");
  const version = database.prepare("SELECT version FROM entries WHERE key = ?");
  const list = database.prepare("SELECT key FROM entries WHERE key >= ? AND key < ? ORDER BY key LIMIT ?");
  const count = database.prepare("SELECT count(*) AS n FROM entries WHERE key >= ? AND key < ?");
  const next = database.prepare("UPDATE counter SET version = version + 1 RETURNING version");
  const write = database.prepare("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM entries WHERE key = ?");

  return {
    maxValueBytes: 100_000_000,
    get: (key) =>
      attempt(() => {
        const row = get.get(key);
        return row && { value: bytesOf(row.value), version: String(row.version) };
      }),
    list: (prefix, limit) => attempt(() => list.all(prefix, after(prefix), limit).map((row) => String(row.key))),
    count: (prefix) => attempt(() => Number(count.get(prefix, after(prefix))?.n)),
    commit: (changes) =>
      attempt(() => {
        database.exec("BEGIN IMMEDIATE");
        try {
          const kept = changes.every((change) => {
            const row = change.version === undefined ? undefined : version.get(change.key);
            return change.version === undefined || (row ? String(row.version) : null) === change.version;
          });
          if (kept) {
            for (const { key, value } of changes) {
              if (value === undefined) remove.run(key);
              else write.run(key, value, Number(next.get()?.version));
            }
          }
          database.exec("COMMIT");
          return kept;
        } catch (error) {
          rollback();
          throw error;
        }
      }),
    close: () => attempt(() => database.close()),
  };

  function rollback(): void {
    try {
      database.exec("ROLLBACK");
    } catch {
      // A full disk has rolled back already.
    }
  }
}

/** What SQLite throws becomes ours: to the caller it is something that is not there at the moment. */
function attempt<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const full = /full/.test(text);
    return Promise.reject(
      new SemcastError("unavailable", full ? "The outbox has no room left" : "The outbox cannot be written", { cause }),
    );
  }
}

/** The first key after all with a prefix. */
function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
