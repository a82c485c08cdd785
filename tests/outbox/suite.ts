/** What every store, and the outbox over it, must do: the same checks for SQLite, Deno KV, NATS and memory. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createOutbox, LONGEST_WAIT_MS, type NewEntry, type Store } from "../../functions/_shared/outbox/index.ts";

/** A request to `/v1/receive` with a body of random bytes. */
export function request(body: Uint8Array, more: Partial<NewEntry> = {}): NewEntry {
  return { route: "/v1/receive", query: "", headers: {}, digest: "d", body, ...more };
}

/** Random bytes. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

const ROUTES = ["/v1/receive"];
const OPTIONS = { leaseMs: 10_000, retentionMs: 100_000, maxDepth: 100 };

/** Checks by the name that says what they show. */
export const CHECKS: Record<string, (open: () => Promise<Store>) => Promise<void>> = {
  "a change happens only against the version it names": async (open) => {
    const store = await open();
    const value = new Uint8Array([1]);
    assert(await store.commit([{ key: "a.1", value, version: null }]));
    assert(!await store.commit([{ key: "a.1", value, version: null }]));
    const { version } = (await store.get("a.1"))!;
    assert(await store.commit([{ key: "a.1", value: new Uint8Array([2]), version }]));
    assert(!await store.commit([{ key: "a.1", value, version }]));
    assertEquals((await store.get("a.1"))?.value, new Uint8Array([2]));
    await store.commit([{ key: "a.3", value }, { key: "a.2", value }, { key: "b.1", value }]);
    assertEquals(await store.list("a.", 2), ["a.1", "a.2"]);
    assertEquals(await store.count("a."), 3);
    const latest = (await store.get("a.1"))!.version;
    assert(!await store.commit([{ key: "a.1", version }]), "It was deleted at a version it has no longer");
    assert(await store.commit([{ key: "a.1", version: latest }]));
    assertEquals([await store.get("a.1"), await store.list("a.", 9)], [undefined, ["a.2", "a.3"]]);
    for (const key of ["a.2", "a.3", "b.1"]) await store.commit([{ key }]);
    await store.close();
  },

  "a body of 200,000 bytes and its answer come back as they were": async (open) => {
    const store = await open();
    const outbox = createOutbox(store, OPTIONS);
    const [body, answer] = [randomBytes(200_000), randomBytes(130_000)];
    const { entry } = await outbox.put(request(body, { query: "steps=0" }), false);
    const lease = (await outbox.lease(ROUTES))!;
    assertEquals([lease.entry.id, lease.entry.query, lease.entry.attempts], [entry.id, "steps=0", 1]);
    assertEquals(await outbox.body(lease.entry), body);
    assert(await outbox.finish(lease, { status: 200, headers: { "content-type": "image/png" }, body: answer }));
    const done = (await outbox.get(entry.id))!;
    assertEquals(done.state, "finished");
    assertEquals(await outbox.answer(done), { status: 200, headers: { "content-type": "image/png" }, body: answer });
    assertEquals([await outbox.depth(), await store.list("body.", 9)], [0, []]);
    await outbox.forget(done);
    await store.close();
  },

  "entries come in the order of their acceptance, to one worker each": async (open) => {
    const [one, two] = [await open(), await open()];
    const now = () => 1_700_000_000_000; // all in one millisecond
    const [a, b] = [createOutbox(one, { ...OPTIONS, now }), createOutbox(two, { ...OPTIONS, now })];
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push((await a.put(request(new Uint8Array([i])), false)).entry.id);
    assertEquals(ids, [...ids].sort());
    const leased: string[] = [];
    const work = async (outbox: typeof a) => {
      for (let lease = await outbox.lease(ROUTES); lease !== undefined; lease = await outbox.lease(ROUTES)) {
        leased.push(lease.entry.id);
        await outbox.finish(lease, { status: 200, headers: {}, body: new Uint8Array(1) });
      }
    };
    await Promise.all([work(a), work(b)]);
    assertEquals(leased.sort(), ids);
    for (const id of ids) await a.forget((await a.get(id))!);
    await Promise.all([one.close(), two.close()]);
  },

  "a lease that ends gives the entry to others, and the late answer is dropped": async (open) => {
    const store = await open();
    let time = 1_700_000_000_000;
    const outbox = createOutbox(store, { ...OPTIONS, now: () => time });
    await outbox.put(request(new Uint8Array([1])), false);
    const first = (await outbox.lease(ROUTES))!;
    assertEquals(await outbox.lease(ROUTES), undefined);
    const renewed = (await outbox.renew(first))!;
    time += OPTIONS.leaseMs + 1;
    const second = (await outbox.lease(ROUTES))!;
    assertEquals([second.entry.id, second.entry.attempts], [first.entry.id, 2]);
    assertEquals(await outbox.renew(renewed), undefined);
    const [late, good] = [new Uint8Array([1]), new Uint8Array([2])];
    assert(await outbox.finish(second, { status: 200, headers: {}, body: good }));
    assert(!await outbox.finish(renewed, { status: 200, headers: {}, body: late }));
    const done = (await outbox.get(first.entry.id))!;
    assertEquals((await outbox.answer(done))?.body, good);
    await outbox.forget(done);
    await store.close();
  },

  "a failed attempt comes back after its wait, which doubles up to a minute": async (open) => {
    const store = await open();
    let time = 1_700_000_000_000;
    const outbox = createOutbox(store, { ...OPTIONS, now: () => time, random: () => 0.999999 });
    const { entry } = await outbox.put(request(new Uint8Array([1])), false);
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      await outbox.retry((await outbox.lease(ROUTES))!);
      assertEquals(await outbox.lease(ROUTES), undefined);
      const { due } = (await outbox.get(entry.id))!;
      waits.push(due - time);
      time = due;
    }
    assertEquals(waits, [500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
    await outbox.forget((await outbox.get(entry.id))!);
    await store.close();
  },

  "the same key gives the same entry, also to two at once": async (open) => {
    const [one, two] = [await open(), await open()];
    const [a, b] = [createOutbox(one, OPTIONS), createOutbox(two, OPTIONS)];
    const keyed = request(new Uint8Array([1]), { key: "abc" });
    const both = await Promise.all([a.put(keyed, false), b.put(keyed, false)]);
    assertEquals(both[0].entry.id, both[1].entry.id);
    assertEquals(both.map(({ isNew }) => isNew).sort(), [false, true]);
    assertEquals(await a.depth(), 1);
    await a.forget(both[0].entry);
    const again = await a.put(keyed, false);
    assert(again.isNew);
    await a.forget(again.entry);
    await Promise.all([one.close(), two.close()]);
  },

  "a clock that jumps an hour, either way, holds nothing up": async (open) => {
    const store = await open();
    let time = 1_700_000_000_000;
    const outbox = createOutbox(store, { ...OPTIONS, now: () => time });
    const first = await outbox.put(request(new Uint8Array([1])), false);
    await outbox.retry((await outbox.lease(ROUTES))!);
    time -= 3_600_000;
    const second = await outbox.put(request(new Uint8Array([2])), false);
    assert(second.entry.id > first.entry.id, "Ids went back with the clock");
    const seen = [await outbox.lease(ROUTES), await outbox.lease(ROUTES)].map((lease) => lease?.entry.id);
    assertEquals(seen.sort(), [first.entry.id, second.entry.id]);
    time += 2 * 3_600_000;
    assertEquals((await outbox.lease(ROUTES))?.entry.attempts, 2 + Number(seen[0] === first.entry.id));
    assert(LONGEST_WAIT_MS < 3_600_000);
    for (const { entry } of [first, second]) await outbox.forget((await outbox.get(entry.id))!);
    await store.close();
  },

  "a cancelled entry is not worked on, and its answer is refused": async (open) => {
    const store = await open();
    const outbox = createOutbox(store, OPTIONS);
    const { entry } = await outbox.put(request(new Uint8Array([1])), false);
    const lease = (await outbox.lease(ROUTES))!;
    assertEquals((await outbox.cancel(entry.id))?.state, "cancelled");
    assert(!await outbox.finish(lease, { status: 200, headers: {}, body: new Uint8Array([1]) }));
    assertEquals([await outbox.lease(ROUTES), (await outbox.get(entry.id))?.state], [undefined, "cancelled"]);
    await outbox.forget((await outbox.get(entry.id))!);
    await store.close();
  },

  "the sweep forgets old answers and bodies that belong to nobody, nothing else": async (open) => {
    const store = await open();
    let time = 1_700_000_000_000;
    const outbox = createOutbox(store, { ...OPTIONS, now: () => time });
    const old = await outbox.put(request(new Uint8Array([1]), { key: "k" }), false);
    await outbox.finish((await outbox.lease(ROUTES))!, { status: 200, headers: {}, body: new Uint8Array([1]) });
    const waiting = await outbox.put(request(new Uint8Array([2])), false);
    await store.commit([{ key: `body.${"0".repeat(32)}.00000`, value: new Uint8Array([3]) }]);
    assertEquals(await outbox.sweep(), 0);
    time += OPTIONS.retentionMs + 1;
    assertEquals(await outbox.sweep(), 1);
    assertEquals(await outbox.get(old.entry.id), undefined);
    assertEquals(await outbox.body(waiting.entry), new Uint8Array([2]));
    await outbox.forget(waiting.entry);
    for (const prefix of ["job.", "queue.", "old.", "key.", "body.", "answer."]) {
      assertEquals(await store.list(prefix, 9), [], prefix);
    }
    await store.close();
  },

  "more than may wait are refused, with when to come back": async (open) => {
    const store = await open();
    const outbox = createOutbox(store, { ...OPTIONS, maxDepth: 2 });
    const entries = [];
    for (let i = 0; i < 2; i++) entries.push((await outbox.put(request(new Uint8Array([i])), false)).entry);
    await assertRejects(() => outbox.put(request(new Uint8Array([3])), false), Error, "2 accepted requests");
    for (const entry of entries) await outbox.forget(entry);
    await store.close();
  },
};
