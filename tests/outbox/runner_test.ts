import { assertEquals } from "@std/assert";
import { createRunner } from "../../functions/_shared/jobs/runner.ts";
import { createOutbox } from "../../functions/_shared/outbox/index.ts";
import { memoryStore } from "../../functions/_shared/outbox/memory.ts";
import { request } from "./suite.ts";

Deno.test("work that was stopped in the middle has no answer yet: it is not kept for the key, but done again", async () => {
  const outbox = createOutbox(memoryStore(), { leaseMs: 1000, retentionMs: 100_000, maxDepth: 10 });
  const runner = createRunner(outbox, { workers: 1, maxAgeMs: 100_000 });
  const statuses = [499, 200];
  runner.add("/v1/receive", () => new Response(null, { status: statuses.shift() }));
  const first = await outbox.put(request(new Uint8Array([1]), { key: "k" }), true);
  const [lease, stopped] = await runner.attempt(first, new Uint8Array([1]));
  assertEquals([stopped.answer.status, stopped.final], [499, false]);
  const [, done] = await runner.attempt(lease, new Uint8Array([1]));
  assertEquals([done.answer.status, done.final], [200, true]);
});

Deno.test("an outbox that can't be reached is told of once, not by every worker at every look", async () => {
  const down = () => Promise.reject(new Error("the store is down"));
  const store = { ...memoryStore(), get: down, list: down };
  const outbox = createOutbox(store, { leaseMs: 1000, retentionMs: 100_000, maxDepth: 10 });
  const runner = createRunner(outbox, { workers: 3, maxAgeMs: 100_000, pollMs: 1 });
  runner.add("/v1/receive", () => new Response(null));
  const said: unknown[][] = [];
  const { error } = console;
  console.error = (...words) => said.push(words);
  try {
    runner.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await runner.stop();
  } finally {
    console.error = error;
  }
  assertEquals(said, [["Outbox:", "the store is down"]]);
});
