/**
 * The outbox: requests that were accepted, kept until their answer is known, and the answers for as long as they may be
 * asked for. The same over every store:
 *
 * - `job.ID` is the entry, the only truth; it changes only against its version.
 * - `queue.ROUTE.TIME.ID` says when an entry is to be looked at: when it is due, or when its lease ends, so that what a crashed
 *   process held comes back by itself. `old.TIME.ID` says when a finished one is forgotten. A line that does not fit its
 *   entry is stale and harmless: new lines are written before the entry, old ones deleted after it.
 * - `key.HASH` leads from an Idempotency-Key to the entry.
 * - `body.ID.N` and `answer.ID.ATTEMPT.N` hold the bodies; each attempt has its own answer, so that one that lost its lease
 *   spoils nothing.
 *
 * Not every store has transactions, and every process may die or stand still between two writes. So a line that fits no entry
 * is deleted only when nobody can be about to write that entry, and the sweep writes the line of an entry that is overdue.
 *
 * @module
 */
import { HttpProblem } from "../http/problem.ts";
import { backoff, LONGEST_WAIT_MS } from "./backoff.ts";
import { deleteBody, readBody, writeBody } from "./bodies.ts";
import { type Answer, type Entry, entrySchema, isOver, type Lease, type NewEntry } from "./entry.ts";
import { ID_PATTERN, idMaker, timeOf } from "./ids.ts";
import { decode, encode, expiryLine, NOTHING, parseLine, queueLine, queueOf } from "./lines.ts";
import type { Store } from "./store.ts";

/** Times in ms. */
export interface OutboxOptions {
  /** How long work may be silent before others take it over. */
  leaseMs: number;
  /** How long answers are kept. */
  retentionMs: number;
  /** Unfinished entries; more are refused. */
  maxDepth: number;
  /** The clock, ms since 1970; it may jump. */
  now?: () => number;
  /** In [0, 1). */
  random?: () => number;
}

/** What one can do with an outbox. */
export type Outbox = ReturnType<typeof createOutbox>;

/** Longer than any write between a line of the queue and its entry takes. */
const GRACE_MS = 60_000;
/** Lines of the queue that are looked at in one go. */
const PAGE = 64;

/** An outbox over a store. */
export function createOutbox(store: Store, options: OutboxOptions) {
  const { leaseMs, retentionMs, maxDepth, now = Date.now, random = Math.random } = options;
  const newId = idMaker(now);
  return {
    put,
    get,
    body,
    answer,
    lease,
    renew,
    retry,
    finish,
    cancel,
    forget,
    sweep,
    depth,
    close: store.close,
    leaseMs,
  };

  /**
   * Writes a request down, unless its key was seen before: then `isNew` is false and the entry is the earlier one.
   *
   * @param held Whether the caller begins to work on it at once, and so gets a lease
   * @throws {HttpProblem} `busy` where too many wait
   * @throws {SemcastError} `unavailable` where it cannot be written
   */
  async function put(request: NewEntry, held: boolean): Promise<Lease & { isNew: boolean }> {
    const earlier = await byKey(request.key);
    if (earlier?.lease !== undefined) return { ...earlier.lease, isNew: false };
    if (await depth() >= maxDepth) {
      throw new HttpProblem("busy", `${maxDepth} accepted requests wait already`, { "retry-after": "10" });
    }
    // Whoever came with this key a moment ago is still writing, or died: with the same id both make one entry.
    const shared = earlier?.digest === request.digest && now() - timeOf(earlier.id) < GRACE_MS / 2;
    const id = shared ? earlier.id : newId();
    const { body, ...rest } = request;
    const created = now();
    const due = held ? created + leaseMs : created;
    const state = held ? "running" : "waiting";
    const entry: Entry = { ...rest, id, bytes: body.length, state, attempts: held ? 1 : 0, due, created };
    await writeBody(store, `body.${id}`, body);
    const value = encode(`${id} ${request.digest}`);
    // If this fails nobody knows whether it was written: what nobody needs is left to the sweep.
    const written = await store.commit([
      { key: queueLine(entry), value: NOTHING },
      ...(request.key === undefined || shared
        ? []
        : [{ key: `key.${request.key}`, value, version: earlier?.version ?? null }]),
      { key: `job.${id}`, value: encode(JSON.stringify(entry)), version: null },
    ]);
    if (written) return { ...await mustGet(id), isNew: true };
    // Somebody else was first. Where it is with the same id, line and body may be his.
    if ((await byKey(request.key))?.id !== id) {
      await store.commit([{ key: queueLine(entry) }]);
      await deleteBody(store, `body.${id}`);
    }
    return await put(request, held);
  }

  /** Where a key leads: to an entry, or to the id of one that was never written, or not yet. */
  async function byKey(key: string | undefined) {
    const stored = key === undefined ? undefined : await store.get(`key.${key}`);
    if (stored === undefined) return undefined;
    const [id, digest] = decode(stored.value).split(" ");
    return { id, digest, lease: await getLease(id), version: stored.version };
  }

  async function getLease(id: string): Promise<Lease | undefined> {
    const stored = await store.get(`job.${id}`);
    if (stored === undefined) return undefined;
    return { entry: entrySchema.parse(JSON.parse(decode(stored.value))), version: stored.version };
  }

  async function mustGet(id: string): Promise<Lease> {
    const lease = await getLease(id);
    if (lease === undefined) throw new Error(`Entry ${id} is gone from the outbox`);
    return lease;
  }

  /** The entry with an id. */
  async function get(id: string): Promise<Entry | undefined> {
    return ID_PATTERN.test(id) ? (await getLease(id))?.entry : undefined;
  }

  /** The body of an entry's request; undefined once it is finished. */
  function body(entry: Entry): Promise<Uint8Array | undefined> {
    return readBody(store, `body.${entry.id}`, entry.bytes);
  }

  /** The answer of a finished entry. */
  async function answer(entry: Entry): Promise<Answer | undefined> {
    if (entry.answer === undefined) return undefined;
    const { status, headers, bytes } = entry.answer;
    const read = await readBody(store, `answer.${entry.id}.${entry.attempts}`, bytes);
    return read && { status, headers, body: read };
  }

  /**
   * The entry that is due first, ours for `leaseMs`; undefined where there is none.
   *
   * @param routes that the caller can do
   */
  async function lease(routes: readonly string[]): Promise<Lease | undefined> {
    for (const route of routes) {
      const taken = await leaseOf(route);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  async function leaseOf(route: string): Promise<Lease | undefined> {
    for (const key of await store.list(queueOf(route), PAGE)) {
      const { time, id } = parseLine(key);
      const late = now() - time;
      // Nothing is ever planned for later than this: the clock was set back, and waits no longer than it would have.
      const jumped = -late > Math.max(LONGEST_WAIT_MS, leaseMs) + GRACE_MS;
      if (late < 0 && !jumped) continue;
      const held = await getLease(id);
      if (held !== undefined && held.entry.due === time && !isOver(held.entry)) {
        const { attempts } = held.entry;
        const taken = await change(held, { state: "running", attempts: attempts + 1, due: now() + leaseMs });
        if (taken !== undefined) return taken;
      } else if (jumped || late > GRACE_MS || held !== undefined && isOver(held.entry)) {
        // Not before: lines are written before their entries, and somebody may be between the two.
        await store.commit([{ key }]);
      }
    }
    return undefined;
  }

  /** Longer for work that goes on; undefined where others have it now, or it was cancelled. */
  function renew(held: Lease): Promise<Lease | undefined> {
    return change(held, { due: now() + leaseMs });
  }

  /** Gives an entry back, to be tried again after a while, but not before `afterMs`. */
  async function retry(held: Lease, afterMs = 0): Promise<void> {
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(afterMs, backoff(held.entry.attempts, random())));
    await change(held, { state: "waiting", due: now() + wait });
  }

  /** Stores the answer; false where others have the entry now: then theirs counts, and this one is dropped. */
  async function finish(held: Lease, { status, headers, body }: Answer): Promise<boolean> {
    const { id } = held.entry;
    const prefix = `answer.${id}.${held.entry.attempts}`;
    await writeBody(store, prefix, body);
    const done = await end(held, { state: "finished", answer: { status, headers, bytes: body.length } });
    if (!done) await deleteBody(store, prefix);
    return done;
  }

  /** Ends an entry before its answer is known; the entry afterwards, undefined where there is none. */
  async function cancel(id: string): Promise<Entry | undefined> {
    for (;;) {
      const held = ID_PATTERN.test(id) ? await getLease(id) : undefined;
      if (held === undefined || isOver(held.entry)) return held?.entry;
      if (await end(held, { state: "cancelled" })) return await get(id);
    }
  }

  async function end(held: Lease, to: Partial<Entry>): Promise<boolean> {
    const entry: Entry = { ...held.entry, ...to, finished: now() };
    const expiry = expiryLine(entry, retentionMs);
    const done = await store.commit([
      { key: expiry, value: NOTHING },
      { key: `job.${entry.id}`, value: encode(JSON.stringify(entry)), version: held.version },
      { key: queueLine(held.entry) },
    ]);
    if (done) await deleteBody(store, `body.${entry.id}`);
    else await undo(expiry, entry.id, (current) => expiryLine(current, retentionMs));
    return done;
  }

  async function change(held: Lease, to: Partial<Entry>): Promise<Lease | undefined> {
    const entry: Entry = { ...held.entry, ...to };
    const [before, after] = [queueLine(held.entry), queueLine(entry)];
    const changed = await store.commit([
      { key: after, value: NOTHING },
      { key: `job.${entry.id}`, value: encode(JSON.stringify(entry)), version: held.version },
      ...(before === after ? [] : [{ key: before }]),
    ]);
    if (!changed) {
      await undo(after, entry.id, queueLine);
      return undefined;
    }
    const changedTo = await getLease(entry.id);
    if (changedTo === undefined) return undefined;
    const { state, due, attempts } = changedTo.entry;
    return state === entry.state && due === entry.due && attempts === entry.attempts ? changedTo : undefined;
  }

  /** Deletes a line whose entry could not be written, unless whoever was quicker has the same. */
  async function undo(key: string, id: string, lineOf: (entry: Entry) => string): Promise<void> {
    const current = await get(id);
    if (current === undefined || lineOf(current) !== key) await store.commit([{ key }]);
  }

  /** Deletes an entry and all that belongs to it, as if it had never been. */
  async function forget(entry: Entry): Promise<void> {
    const { id, key } = entry;
    await store.commit([
      { key: `job.${id}` },
      { key: queueLine(entry) },
      { key: expiryLine(entry, retentionMs) },
      ...(key === undefined ? [] : [{ key: `key.${key}` }]),
    ]);
    await deleteBody(store, `body.${id}`);
    await deleteBody(store, `answer.${id}`);
  }

  /** Forgets what is older than the retention time, and what crashes left: bodies without an entry, entries without a line. */
  async function sweep(): Promise<number> {
    let forgotten = 0;
    for (const key of await store.list("old.", PAGE)) {
      const { time, id } = parseLine(key);
      if (time > now()) break;
      const entry = await get(id);
      if (entry !== undefined && isOver(entry)) {
        await forget(entry);
        forgotten++;
      }
      await store.commit([{ key }]);
    }
    for (const prefix of ["body.", "answer."]) {
      for (const key of await store.list(prefix, 1000)) {
        const id = key.split(".")[1];
        if (now() - timeOf(id) < GRACE_MS) break;
        const entry = await get(id);
        if (entry === undefined || prefix === "body." && isOver(entry)) await store.commit([{ key }]);
        else if (prefix === "body." && now() - entry.due > GRACE_MS) {
          await store.commit([{ key: queueLine(entry), value: NOTHING }]);
        }
      }
    }
    return forgotten;
  }

  /** How many entries are unfinished. */
  function depth(): Promise<number> {
    return store.count("queue.");
  }
}
