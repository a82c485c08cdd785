/**
 * What an outbox needs of the place where it keeps its entries: ordered keys, values with versions, changes that happen only
 * if a version is still the same. SQLite, Deno KV, NATS JetStream and memory all have that.
 *
 * @module
 */

/** A value and the version that a change of it must name. */
export interface Stored {
  value: Uint8Array;
  version: string;
}

/** One change: writes a value, or deletes the key where there is none. */
export interface Change {
  key: string;
  value?: Uint8Array;
  /** What the key must hold for the change to happen: this version, or nothing (null). Absent: anything. */
  version?: string | null;
}

/**
 * A place for keys of letters, digits, dots and hyphens. Keys sort by their bytes. A promise that is fulfilled means that the
 * change survives the process (and, where the place says so, the machine).
 */
export interface Store {
  /** Most bytes of one value. */
  maxValueBytes: number;
  get(key: string): Promise<Stored | undefined>;
  /** The first keys with a prefix, in order. */
  list(prefix: string, limit: number): Promise<string[]>;
  /** How many keys have a prefix. */
  count(prefix: string): Promise<number>;
  /**
   * Makes all changes and tells true, or none and false where a version is another. A place without transactions makes
   * them in their order up to the one that fails.
   *
   * @throws {SemcastError} `unavailable` where there is no room or no connection; nothing that was there is lost
   */
  commit(changes: readonly Change[]): Promise<boolean>;
  close(): Promise<void>;
}
