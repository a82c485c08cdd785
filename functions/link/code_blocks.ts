/**
 * Which code blocks failed. A receiver counts failed checks; the simulation also knows what was sent.
 *
 * @module
 */

/** Code blocks of one part of the packet. */
export interface CodeBlocks {
  count: number;
  /** Those whose check failed, from 0 on, in the order in which they were sent. */
  failed: number[];
}

/** Bits of the check of a transport block that takes several code blocks. */
const CHECK_BITS = 24;

/**
 * Finds the blocks that failed by comparing what they carried: each has an equal share of the part with its padding and its
 * check (TS 38.212 clause 5.2.2).
 *
 * @param found blocks and failed checks, as the receiver counted them
 */
export function codeBlocks(
  sent: Uint8Array,
  arrived: Uint8Array | undefined,
  { count, failed }: { count: number; failed: number },
): CodeBlocks {
  const all = Array.from({ length: count }, (_, block) => block);
  if (failed === 0 || failed === count || arrived === undefined) return { count, failed: failed === 0 ? [] : all };
  const share = Math.ceil((8 * sent.length + CHECK_BITS) / count);
  const wrong = all.filter((block) => differs(sent, arrived, block * share, (block + 1) * share));
  // Wrong bits that are not among these lie in the check, which the last block carries.
  return { count, failed: wrong.length < failed && !wrong.includes(count - 1) ? [...wrong, count - 1] : wrong };
}

/** Whether bits from one place to another are not the same; bits beyond the end are. */
function differs(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  const end = Math.min(to, 8 * a.length);
  for (let at = from; at < end;) {
    const byte = at >> 3, next = Math.min(end, 8 * (byte + 1));
    const mask = (0xff >> (at & 7)) & (0xff << (8 * (byte + 1) - next));
    if (((a[byte] ^ b[byte]) & mask) !== 0) return true;
    at = next;
  }
  return false;
}
