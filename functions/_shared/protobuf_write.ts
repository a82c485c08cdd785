/**
 * Writes protocol buffers: the wire format alone, as `protobuf.ts` reads it.
 *
 * @module
 */
import { joinBytes } from "./bytes.ts";

/** A length-delimited field of these parts: a message, text or bytes. */
export function message(field: number, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joinBytes([varint(field << 3 | 2), varint(length), ...parts]);
}

/** A varint field; the number is a whole one from 0 to 2⁵³ − 1. */
export function integer(field: number, number: number): Uint8Array {
  return joinBytes([varint(field << 3), varint(number)]);
}

/** A field of text. */
export function utf8(field: number, text: string): Uint8Array {
  return message(field, new TextEncoder().encode(text));
}

function varint(number: number): Uint8Array {
  const bytes: number[] = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128);
  return Uint8Array.from([...bytes, number]);
}
