/**
 * A store in a key-value bucket of NATS JetStream (2.9 or later), which several machines may share.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import type { Change, Store } from "./store.ts";

const BUCKET = "semcast";
const WRONG_LAST_SEQUENCE = 10071;

/**
 * Connects, and again whenever the connection is lost; a call without a connection fails after five seconds.
 *
 * @param url `nats://[USER:PASSWORD@]HOST[:PORT]`
 * @param maxBytes the bucket never grows beyond this
 */
export async function natsStore(url: string, maxBytes: number): Promise<Store> {
  // Imported late: only who asks for NATS needs its packages.
  const [{ connect }, { jetstream }, { Kvm }] = await Promise.all([
    import("@nats-io/transport-node"),
    import("@nats-io/jetstream"),
    import("@nats-io/kv"),
  ]);
  const { host, username, password } = new URL(url);
  const connection = await connect({
    servers: host,
    ...(username === "" ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    timeout: 5000,
  }).catch((cause) => {
    throw new SemcastError("unavailable", "The outbox's NATS server cannot be reached", { cause });
  });
  // Without direct reads: a replica could answer with a value of the past.
  const bucket = await new Kvm(jetstream(connection)).create(BUCKET, {
    history: 1,
    max_bytes: maxBytes,
    allow_direct: false,
  });

  const keysOf = async (prefix: string) => {
    const keys: string[] = [];
    for await (const key of await bucket.keys(`${prefix}>`)) keys.push(key);
    return keys.sort();
  };
  const apply = async ({ key, value, version }: Change) => {
    if (value === undefined) await bucket.purge(key, version ? { previousSeq: Number(version) } : {});
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
  return error instanceof Error && "code" in error && error.code === WRONG_LAST_SEQUENCE;
}
