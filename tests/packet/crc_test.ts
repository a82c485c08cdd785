import { assertEquals } from "@std/assert";
import { crc16, crc24a } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";

/** Polynomial long division bit by bit, as TS 38.212 clause 5.1 writes it: exponents of the generator's terms. */
function divide(bytes: Uint8Array, exponents: number[]): number {
  const degree = exponents[0];
  const bits = [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));
  bits.push(...new Array<number>(degree).fill(0));
  for (let i = 0; i + degree < bits.length; i++) {
    if (bits[i]) { for (const exponent of exponents) bits[i + degree - exponent] ^= 1; }
  }
  return bits.slice(-degree).reduce((value, bit) => 2 * value + bit, 0);
}

Deno.test("both CRCs give the catalogued check values of «123456789»", () => {
  const digits = new TextEncoder().encode("123456789");
  assertEquals(crc16(digits), 0x31c3); // CRC-16/XMODEM
  assertEquals(crc24a(digits), 0xcde703); // CRC-24/LTE-A
});

Deno.test("both CRCs equal the long division of TS 38.212", () => {
  const rng = new Random(1);
  for (let length = 0; length < 60; length++) {
    const bytes = Uint8Array.from({ length }, () => rng.below(256));
    assertEquals(crc16(bytes), divide(bytes, [16, 12, 5, 0]));
    assertEquals(crc24a(bytes), divide(bytes, [24, 23, 18, 17, 14, 11, 10, 7, 6, 5, 4, 3, 1, 0]));
  }
});
