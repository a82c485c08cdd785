/**
 * A store in a key-value bucket of NATS JetStream (2.9 or later), which several machines may share.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import type { Change, Store } from "./store.ts";

const BUCKET = "semcast";
/** The stream behind the bucket, and what its subjects begin with. */
const STREAM = `KV_${BUCKET}`;
const SUBJECTS = `$KV.${BUCKET}.`;
/** Codes of the server: another value is there, or none at this version. */
const CONFLICTS: unknown[] = [10071, 10057];

/**
 * Connects, and again whenever the connection is lost; a call without a connection fails after five seconds.
 *
 * @param url `nats://[USER:PASSWORD@]HOST[:PORT]`
 * @param maxBytes the bucket never grows beyond this
 */
export async function natsStore(url: string, maxBytes: number): Promise<Store> {
  // Imported late: only who asks for NATS needs its packages.
  const [{ connect }, { jetstream, jetstreamManager }, { Kvm }] = await Promise.all([
    import("@nats-io/transport-node"),
    import("@nats-io/jetstream"),
    import("@nats-io/kv"),
  ]);
  const { host, username, password } = new URL(url);
  const opened = async () => {
    const connection = await connect({
      servers: host,
      ...(username === "" ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      timeout: 5000,
    });
    try {
      // Without direct reads: a replica could answer with a value of the past.
      const options = { history: 1, max_bytes: maxBytes, allow_direct: false };
      const bucket = await new Kvm(jetstream(connection)).create(BUCKET, options);
      const { streams } = await jetstreamManager(connection);
      return { connection, bucket, streams };
    } catch (error) {
      await connection.close();
      throw error;
    }
  };
  const { connection, bucket, streams } = await opened().catch((cause) => {
    throw new SemcastError("unavailable", "The outbox's NATS server cannot be reached", { cause });
  });

  // The bucket's own `keys()` makes a consumer for each call. Those that a crash leaves behind stay for minutes and are
  // restored before anything else when the server starts: crash after crash it takes longer, until it never gets there.
  const keysOf = async (prefix: string) => {
    const { state } = await streams.info(STREAM, { subjects_filter: `${SUBJECTS}${prefix}>` });
    return Object.keys(state.subjects ?? {}).map((subject) => subject.slice(SUBJECTS.length)).sort();
  };
  // The bucket's own `delete()` and `purge()` leave a marker for each key that ever was: lists would grow without end.
  const remove = async (key: string, version: string | null | undefined) => {
    if (version) await streams.deleteMessage(STREAM, Number(version), false);
    else await streams.purge(STREAM, { filter: SUBJECTS + key });
  };
  const apply = async ({ key, value, version }: Change) => {
    if (value === undefined) await remove(key, version);
    else if (version === null) await bucket.create(key, value);
    else if (version === undefined) await bucket.put(key, value);
    else await bucket.update(key, value, Number(version));
  };
  return {
    // A message holds a megabyte, headers included, where the server says nothing else.
    maxValueBytes: 500_000,
    get: (key) =>
      attempt(async () => {
        const entry = await bucket.get(key);
        if (entry === null || entry.operation !== "PUT") return undefined;
        return { value: entry.value, version: String(entry.revision) };
      }),
    list: (prefix, limit) => attempt(async () => (await keysOf(prefix)).slice(0, limit)),
    count: (prefix) => attempt(async () => (await keysOf(prefix)).length),
    commit: (changes) =>
      attempt(async () => {
        for (const change of changes) {
          try {
            await apply(change);
          } catch (error) {
            if (isConflict(error)) return false;
            throw error;
          }
        }
        return true;
      }),
    close: () => connection.close(),
  };
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new SemcastError("unavailable", "The outbox's NATS server does not answer or has no room left", { cause });
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && "code" in error && CONFLICTS.includes(error.code);
}
