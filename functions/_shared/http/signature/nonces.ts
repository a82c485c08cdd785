import { sha256 } from "../../bytes.ts";
import type { Store } from "../../outbox/index.ts";
import { decode, digits, encode, NOTHING } from "../../outbox/lines.ts";
import type { Verified } from "./verify.ts";

/** Remembers signatures. */
export interface Nonces {
  /** Whether a signature comes for the first time; from now on it does not. */
  claim(signature: Pick<Verified, "keyId" | "nonce" | "created">): Promise<boolean>;
}

const SWEPT = "nonces-swept";
const SWEEP_MS = 60_000;
/** Forgotten in one go. */
const PAGE = 256;

/**
 * Remembers signatures in a store, so that a restart or another machine knows them too, for as long as they are fresh. Up to
 * which time they are forgotten is remembered for good: a clock that is set back does not make old ones new.
 *
 * @param windowMs how far a signature's time may be from the clock
 * @param now the clock in ms since 1970
 */
export function createNonces(store: Store, windowMs: number, now: () => number = Date.now): Nonces {
  let nextSweep = 0;
  return { claim };

  async function claim({ keyId, nonce, created }: Pick<Verified, "keyId" | "nonce" | "created">): Promise<boolean> {
    if (performance.now() >= nextSweep) await sweep();
    if (created <= await sweptUntil()) return false;
    const key = `nonce.${digits(created)}.${await sha256(JSON.stringify([keyId, nonce]))}`;
    return await store.commit([{ key, value: NOTHING, version: null }]);
  }

  async function sweep(): Promise<void> {
    const end = digits((now() - windowMs) / 1000 - 1);
    const old = (await store.list("nonce.", PAGE)).filter((key) => key.split(".")[1] < end);
    const last = old.at(-1)?.split(".")[1];
    if (last !== undefined && Number(last) > await sweptUntil()) {
      await store.commit([{ key: SWEPT, value: encode(last) }]);
    }
    await store.commit(old.map((key) => ({ key })));
    nextSweep = old.length === PAGE ? 0 : performance.now() + SWEEP_MS;
  }

  async function sweptUntil(): Promise<number> {
    const stored = await store.get(SWEPT);
    return stored === undefined ? 0 : Number(decode(stored.value));
  }
}
