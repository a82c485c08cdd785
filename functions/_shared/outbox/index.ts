/** The outbox: what was accepted is written down first, so that it is not lost. */
export { LONGEST_WAIT_MS } from "./backoff.ts";
export { type Answer, type Entry, isOver, type Lease, type NewEntry } from "./entry.ts";
export { openStore } from "./open.ts";
export { createOutbox, type Outbox, type OutboxOptions } from "./outbox.ts";
export type { Store } from "./store.ts";
