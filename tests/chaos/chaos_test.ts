import { assertEquals, assertGreater } from "@std/assert";
import { chaos } from "./chaos.ts";

Deno.test("whatever is killed at random, and however often: every upload has one result, the same as undisturbed", async () => {
  const uploads = 12;
  const calm = await chaos({ uploads, pause: Infinity, seed: 1 });
  const wild = await chaos({ uploads, pause: 1, seed: 1 });
  assertGreater(Object.values(wild.kills).reduce((sum, times) => sum + times), 0);
  assertEquals(new Set(wild.uploads.map(({ id }) => id)).size, uploads);
  assertEquals(wild.uploads.map(({ sum }) => sum), calm.uploads.map(({ sum }) => sum));
  assertEquals(wild.changed, 0);
  assertEquals(wild.entries, { "finished /v1/transmit": uploads, "finished /v1/receive": uploads });
});
