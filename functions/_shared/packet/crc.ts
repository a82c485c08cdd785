/**
 * Cyclic redundancy checks of 3GPP TS 38.212 clause 5.1, over whole bytes, most significant bit first, from zero.
 *
 * @module
 */

/** gCRC16: D^16 + D^12 + D^5 + 1. */
const CRC16 = table(16, 0x1021);
/** gCRC24A: D^24 + D^23 + D^18 + D^17 + D^14 + D^11 + D^10 + D^7 + D^6 + D^5 + D^4 + D^3 + D + 1. */
const CRC24A = table(24, 0x864cfb);

function table(bits: 16 | 24, polynomial: number): Uint32Array {
  const top = 1 << (bits - 1);
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let register = byte << (bits - 8);
    for (let i = 0; i < 8; i++) register = register & top ? (register << 1) ^ polynomial : register << 1;
    return register & (2 * top - 1);
  });
}

/** CRC-16 of `bytes`, 0…0xffff. */
export function crc16(bytes: Uint8Array): number {
  let register = 0;
  for (const byte of bytes) register = ((register << 8) & 0xffff) ^ CRC16[(register >> 8) ^ byte];
  return register;
}

/** CRC-24A of `bytes`, 0…0xffffff. */
export function crc24a(bytes: Uint8Array): number {
  let register = 0;
  for (const byte of bytes) register = ((register << 8) & 0xffffff) ^ CRC24A[(register >> 16) ^ byte];
  return register;
}
