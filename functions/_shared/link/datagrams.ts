import { gilbertElliott } from "../../../kernels/phy/wasm.ts";

/** Bytes of a datagram: what crosses the internet unbroken (RFC 9000 clause 14). */
export const DATAGRAM_BYTES = 1200;

/** How a packet network loses. */
export interface LossSettings {
  /** Share of datagrams lost in the long run, 0 up to below 1. */
  loss: number;
  /** Mean length of a run of lost datagrams, at least 1. */
  burst: number;
  seed: number | bigint;
}

/**
 * The parts of a packet after a network that loses datagrams: what was in a lost one is undefined, and with it the part;
 * checks of the sections tell which are whole. The parts follow each other without gaps.
 *
 * @throws {SemcastError} `invalid-argument` for a loss or burst that no network has
 */
export function loseDatagrams(parts: readonly Uint8Array[], { loss, burst, seed }: LossSettings): Uint8Array[] {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const lost = gilbertElliott(Math.ceil(total / DATAGRAM_BYTES), { loss, burst, seed });
  let at = 0;
  return parts.map((part) => {
    const arrived = part.slice();
    for (let i = 0; i < part.length; i++) {
      // Flipped rather than emptied: a run of zeros could pass for a section.
      if (lost[Math.floor((at + i) / DATAGRAM_BYTES)] === 1) arrived[i] ^= 0xa5;
    }
    at += part.length;
    return arrived;
  });
}
