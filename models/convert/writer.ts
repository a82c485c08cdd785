/**
 * Little-endian bytes of a growing file.
 *
 * @module
 */

/** Appends numbers and names. */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;

  /** What was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Bytes as they are. */
  bytes(bytes: ArrayLike<number> & { length: number }): void {
    this.#grow(bytes.length).set(bytes);
  }

  /** Unsigned bytes. */
  u8(...values: number[]): void {
    this.bytes(values);
  }

  /** Unsigned 16-bit numbers. */
  u16(...values: number[]): void {
    for (const value of values) this.#view(2).setUint16(0, value, true);
  }

  /** Signed 16-bit numbers. */
  i16(...values: number[]): void {
    for (const value of values) this.#view(2).setInt16(0, value, true);
  }

  /** Signed 32-bit numbers. */
  i32(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) this.#view(4).setInt32(0, values[i], true);
  }

  /** Unsigned 32-bit number. */
  u32(value: number): void {
    this.#view(4).setUint32(0, value, true);
  }

  /** 32-bit float. */
  f32(value: number): void {
    this.#view(4).setFloat32(0, value, true);
  }

  /** A name of 1 to 255 bytes; a longer one is cut. */
  name(text: string): void {
    const bytes = new TextEncoder().encode(text || "_");
    let length = Math.min(bytes.length, 255);
    // Never within a character.
    while (length < bytes.length && (bytes[length] & 0xc0) === 0x80) length--;
    this.u8(length);
    this.bytes(bytes.subarray(0, length));
  }

  #view(count: number): DataView {
    const { buffer, byteOffset } = this.#grow(count);
    return new DataView(buffer, byteOffset, count);
  }

  #grow(count: number): Uint8Array {
    const end = this.#length + count;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const room = this.#bytes.subarray(this.#length, end);
    this.#length = end;
    return room;
  }
}
