import { assert, assertEquals } from "@std/assert";
import { chaos } from "./chaos.ts";

Deno.test("transmitter, receiver and NATS are killed at random: every upload has one result, the same as undisturbed", async () => {
  const calm = await chaos({ uploads: 12, pause: Infinity, seed: 1 });
  const wild = await chaos({ uploads: 12, pause: 1.5, most: 6, seed: 1 });
  assert(Object.values(wild.kills).some((times) => times > 0), "Nothing was killed");
  assertEquals(wild.jobs, 12);
  assertEquals(wild.results, calm.results);
});
