/**
 * Reads protocol buffers: just the wire format, without schemas. A field is a slice of the file, so that nothing is
 * allocated that a hostile file only claims to hold.
 *
 * https://protobuf.dev/programming-guides/encoding
 *
 * @module
 */
import { SemcastError } from "./errors.ts";

/** One field of a message. */
export interface Field {
  number: number;
  /** Varints, sign-extended from 64 bits; 0 for the others. */
  integer: bigint;
  /** The bytes of a length-delimited or fixed-size field; empty for varints. */
  bytes: Uint8Array;
}

const VARINT = 0, FIXED64 = 1, DELIMITED = 2, FIXED32 = 5;

/**
 * The fields of a message, in the file's order.
 *
 * @throws {SemcastError} `malformed`
 */
export function* fields(message: Uint8Array): Generator<Field> {
  const cursor = { bytes: message, at: 0 };
  while (cursor.at < message.length) {
    const key = Number(varint(cursor) & 0xffffffffn);
    const number = key >>> 3;
    switch (key & 7) {
      case VARINT:
        yield { number, integer: BigInt.asIntN(64, varint(cursor)), bytes: message.subarray(0, 0) };
        break;
      case FIXED64:
        yield { number, integer: 0n, bytes: take(cursor, 8) };
        break;
      case DELIMITED:
        yield { number, integer: 0n, bytes: take(cursor, Number(varint(cursor))) };
        break;
      case FIXED32:
        yield { number, integer: 0n, bytes: take(cursor, 4) };
        break;
      default:
        throw new SemcastError("malformed", `Protocol buffer has a field of wire type ${key & 7}`);
    }
  }
}

/** The integers of a packed repeated field, or the single one of an unpacked. */
export function integers(field: Field): bigint[] {
  if (field.bytes.length === 0) return [field.integer];
  const cursor = { bytes: field.bytes, at: 0 };
  const values: bigint[] = [];
  while (cursor.at < field.bytes.length) values.push(BigInt.asIntN(64, varint(cursor)));
  return values;
}

/** Little-endian floats of a packed repeated field or of a single one. */
export function floats(bytes: Uint8Array, size: 4 | 8 = 4): Float64Array {
  if (bytes.length % size !== 0) {
    throw new SemcastError("malformed", `Floats of ${size} bytes in ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (i: number) => size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  return Float64Array.from({ length: bytes.length / size }, (_, i) => read(i));
}

/**
 * Text of a field.
 *
 * @throws {SemcastError} `malformed` where it is not UTF-8
 */
export function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SemcastError("malformed", "Protocol buffer has text that is not UTF-8", { cause });
  }
}

interface Cursor {
  bytes: Uint8Array;
  at: number;
}

function varint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (cursor.at >= cursor.bytes.length) throw new SemcastError("malformed", "Protocol buffer ends within a number");
    const byte = cursor.bytes[cursor.at++];
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asUintN(64, value);
  }
  throw new SemcastError("malformed", "Protocol buffer has a number of more than ten bytes");
}

function take(cursor: Cursor, length: number): Uint8Array {
  const left = cursor.bytes.length - cursor.at;
  if (length > left) throw new SemcastError("malformed", `Protocol buffer ends ${length - left} bytes early`);
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}
