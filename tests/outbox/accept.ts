/**
 * Accepts requests without end into the store that OUTBOX_URL names, takes every other one as work and never finishes it; prints
 * an id when its entry is accepted. For tests that kill it.
 */
import { createOutbox, openStore } from "../../functions/_shared/outbox/index.ts";
import { request } from "./suite.ts";

const store = await openStore(Deno.env.get("OUTBOX_URL") ?? "", 100_000_000);
const outbox = createOutbox(store, { leaseMs: 500, retentionMs: 100_000, maxDepth: 100_000 });
for (let i = 0;; i++) {
  try {
    const { entry } = await outbox.put(request(new Uint8Array(3000).fill(i % 251)), false);
    console.log(`${entry.id} ${i % 251}`);
    if (i % 2 === 0) await outbox.lease(["/v1/receive"]);
  } catch (error) {
    // The store is down: nothing was promised, the next one may work.
    console.error(error instanceof Error ? error.message : error);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
