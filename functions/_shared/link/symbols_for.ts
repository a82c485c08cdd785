import { SemcastError } from "../errors.ts";
import type { Mcs } from "./mcs.ts";

/** Largest code blocks of base graph 1 and 2 less their CRC, in bits (TS 38.212 clause 5.2.2). */
const BLOCK_BITS = [8448 - 24, 3840 - 24];
/** Largest transport block with a 16-bit check. */
const SHORT_BITS = 3824;
/** Rates up to this use base graph 2 at any size, clause 7.2.2. */
const LOW_RATE = 0.25;

/** Code blocks of a transport block of so many bytes. */
export function codeBlocksFor(bytes: number, mcs: Mcs): number {
  const bits = 8 * bytes + (8 * bytes > SHORT_BITS ? 24 : 16);
  const limit = BLOCK_BITS[mcs.rate <= LOW_RATE ? 1 : 0];
  return bits <= limit + 24 ? 1 : Math.ceil(bits / limit);
}

/**
 * Complex symbols of one transport block: exactly what the link sends for it, all checks included.
 *
 * @param bytes payload, 0 to 2^23; nothing is sent for 0
 * @throws {SemcastError} `invalid-argument` for another number of bytes
 */
export function symbolsFor(bytes: number, mcs: Mcs): number {
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > 1 << 23) {
    throw new SemcastError("invalid-argument", `Number of bytes is ${bytes}, not an integer from 0 to ${1 << 23}`);
  }
  if (bytes === 0) return 0;
  const blocks = codeBlocksFor(bytes, mcs);
  const checks = (8 * bytes > SHORT_BITS ? 24 : 16) + (blocks > 1 ? 24 * blocks : 0);
  return Math.ceil((8 * bytes + checks) / (mcs.order * mcs.rate));
}
