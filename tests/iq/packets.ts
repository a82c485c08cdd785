import { planLink, transmit } from "../../functions/_shared/link/index.ts";
import { classBytes, headerBytes, packetize } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";

/** Random bytes. */
export function noise(length: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

/** Header and classes of a packet, and its symbols as planned for an SNR. */
export function packetFor(snrDb: number, base = 600, key = 300, seed = 1) {
  const packet = packetize({
    profile: "tiny",
    width: 384,
    height: 256,
    q: 20,
    rho: 8,
    modelId: 7,
    prompt: noise(20, seed),
    keyMap: noise(30, seed + 1),
    layers: { base: noise(base, seed + 2), key: noise(key, seed + 3) },
  });
  const parts = [headerBytes(packet), ...([0, 1, 2] as const).map((c) => classBytes(packet, c))];
  const plan = planLink({ snrDb, channel: "awgn", bytes: parts.map((part) => part.length) });
  return { parts, plan, symbols: transmit(parts, plan) };
}
