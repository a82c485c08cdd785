/** Parts of PNG files that no encoder would write. */

/** Characters as bytes. */
export const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];
/** A number as bytes, the least first. */
export const le = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
/** A number as bytes, the greatest first. */
export const be = (value: number, bytes: number): number[] => le(value, bytes).reverse();

/** The first bytes of every PNG. */
export const SIGNATURE = [0x89, ...ascii("PNG\r\n\x1a\n")];

/** A chunk of a PNG with its CRC. */
export function chunk(type: string, data: ArrayLike<number>): number[] {
  const body = [...ascii(type), ...Array.from(data)];
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return [...be(data.length, 4), ...body, ...be((~crc) >>> 0, 4)];
}
