import { channel } from "./channel.ts";
import type { LinkPlan } from "./plan.ts";
import { receive, type ReceivedClass, type ReceivedPacket, some } from "./receive.ts";
import { transmit } from "./transmit.ts";

/** The channel as it really is; the plan may have been made for another. */
export interface SimulateOptions {
  snrDb: number;
  seed: number | bigint;
}

/** Header, then protection classes 0, 1 and 2. */
export type ArrivedParts = [ReceivedPacket["header"], ReceivedClass, ReceivedClass, ReceivedClass];

/**
 * A packet over a simulated channel of the plan's kind: transmitter, channel, receiver. With channel `none` the parts arrive
 * unharmed.
 *
 * @throws {SemcastError} `invalid-argument` for parts that are not the planned ones or an SNR outside −40…80 dB
 */
export function simulate(parts: readonly Uint8Array[], plan: LinkPlan, { snrDb, seed }: SimulateOptions): ArrivedParts {
  const symbols = transmit(parts, plan);
  if (plan.channel === "none") return unharmed(parts, plan, symbols);
  const { header, classes } = receive(channel({ kind: plan.channel, snrDb, seed }, symbols));
  return [header, ...classes];
}

function unharmed(parts: readonly Uint8Array[], plan: LinkPlan, symbols: Float32Array): ArrivedParts {
  let at = 0;
  return parts.map((bytes, i) => {
    const count = plan.classes[i].symbols;
    const points = some(symbols.subarray(2 * at, 2 * (at + count)));
    at += count;
    return { bytes, ok: true, symbols: count, iterations: 0, snrDb: Infinity, points };
  }) as ArrivedParts;
}
