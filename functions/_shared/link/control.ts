/**
 * The header block: 16 bytes of packet header and one byte for the scheme of each class, always QPSK in the same number of
 * symbols, sent first. A receiver needs nothing else to begin.
 *
 * @module
 */
import type { TransportBlock } from "../../../kernels/phy/wasm.ts";
import { HEADER_BYTES } from "../packet/index.ts";
import { MCS_TABLE } from "./mcs.ts";

/** Bytes of the header block. */
export const CONTROL_BYTES: number = HEADER_BYTES + 3;
/** Symbols of the header block: none of 20,000 was lost at −6 dB over white noise, 99 at −7 dB. */
export const CONTROL_SYMBOLS = 1152;
/** Its scheme by name. */
export const CONTROL_MCS: string = `QPSK ${Math.round((8 * CONTROL_BYTES + 16) / (2 * CONTROL_SYMBOLS) * 1024)}/1024`;

/** Its transport block. */
export const CONTROL_BLOCK: TransportBlock = {
  bytes: CONTROL_BYTES,
  symbols: CONTROL_SYMBOLS,
  order: 2,
  scrambling: scramblingOf(0),
};

/** c_init of a part: header block 0, protection classes 1 to 3. */
export function scramblingOf(part: number): number {
  return (1 << 15) + part;
}

/** Bytes of the header block. */
export function writeControl(header: Uint8Array, indices: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(CONTROL_BYTES);
  bytes.set(header);
  bytes.set(indices, HEADER_BYTES);
  return bytes;
}

/** Packet header and scheme of each class; undefined for a scheme that there is not. */
export function readControl(bytes: Uint8Array): { header: Uint8Array; indices: number[] | undefined } {
  const indices = [...bytes.subarray(HEADER_BYTES)];
  const known = indices.every((index) => index < MCS_TABLE.length);
  return { header: bytes.slice(0, HEADER_BYTES), indices: known ? indices : undefined };
}
