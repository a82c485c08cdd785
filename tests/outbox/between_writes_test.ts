/** What happens between two writes of a store without transactions, where others see the first without the second. */
import { assert, assertEquals } from "@std/assert";
import { createOutbox, type Store } from "../../functions/_shared/outbox/index.ts";
import { memoryStore } from "../../functions/_shared/outbox/memory.ts";
import { request } from "./suite.ts";

const ROUTES = ["/v1/receive"];
const DONE = { status: 200, headers: {}, body: new Uint8Array(1) };

/** Two processes over one store: what one does with `between` set is interrupted after each write. */
function twoProcesses() {
  const store = memoryStore();
  const state = { time: 1_700_000_000_000, between: (_key: string) => Promise.resolve() };
  const slowly: Store = {
    ...store,
    async commit(changes) {
      for (const change of changes) {
        if (!await store.commit([change])) return false;
        await state.between(change.key);
      }
      return true;
    },
  };
  const options = { leaseMs: 3000, retentionMs: 100_000, maxDepth: 100, now: () => state.time, random: () => 0 };
  return { state, store, slow: createOutbox(slowly, options), other: createOutbox(store, options) };
}

Deno.test("a line of the queue whose entry is just being written is not taken for one that was left behind", async () => {
  const { state, slow, other } = twoProcesses();
  const { entry } = await slow.put(request(new Uint8Array([1])), false);
  const lease = (await slow.lease(ROUTES))!;
  // The store is slow, as one that is started again: the other looks when the new line is due and the entry is not there yet.
  state.between = async () => {
    state.time += 1000;
    await other.lease(ROUTES);
  };
  await slow.retry(lease);
  state.between = () => Promise.resolve();
  state.time += 60_000;
  assertEquals((await other.lease(ROUTES))?.entry.id, entry.id);
});

Deno.test("a key that comes again while its entry is being written leads to that entry, and it is done once", async () => {
  const { state, store, slow, other } = twoProcesses();
  const keyed = request(new Uint8Array([1]), { key: "abc" });
  let second: Awaited<ReturnType<typeof other.put>> | undefined;
  state.between = async (key) => {
    if (key === "key.abc") second = await other.put(keyed, false);
  };
  const first = await slow.put(keyed, false);
  assertEquals([first.entry.id, first.isNew, second?.isNew], [second!.entry.id, false, true]);
  assertEquals((await store.list("job.", 9)).length, 1);
  const lease = (await other.lease(ROUTES))!;
  assertEquals(await other.body(lease.entry), new Uint8Array([1]));
  assert(await other.finish(lease, DONE));
  assertEquals(await other.lease(ROUTES), undefined);
});

Deno.test("two who want the same entry leave one line in the queue", async () => {
  const { state, store, slow, other } = twoProcesses();
  await slow.put(request(new Uint8Array([1])), false);
  const both = [await slow.lease(ROUTES)];
  state.time += 3001;
  state.between = async () => {
    state.between = () => Promise.resolve();
    state.time += 1;
    both.push(await other.lease(ROUTES));
  };
  both.push(await slow.lease(ROUTES));
  assertEquals(both.map((lease) => lease?.entry.attempts), [1, 2, undefined]);
  assertEquals((await store.list("queue.", 9)).length, 1);
});

Deno.test("the sweep gives an entry that is overdue its line again, and takes what a finished one left", async () => {
  const { state, store, other } = twoProcesses();
  const { entry } = await other.put(request(new Uint8Array([1])), false);
  for (const key of await store.list("queue.", 9)) await store.commit([{ key }]);
  state.time += 61_000;
  assertEquals(await other.lease(ROUTES), undefined);
  await other.sweep();
  const lease = (await other.lease(ROUTES))!;
  assertEquals(lease.entry.id, entry.id);
  await other.finish(lease, DONE);
  await store.commit([{ key: `body.${entry.id}.00000`, value: new Uint8Array([1]) }]);
  await other.sweep();
  assertEquals(await store.list("body.", 9), []);
  assertEquals((await other.answer((await other.get(entry.id))!))?.status, 200);
});
