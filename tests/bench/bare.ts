/**
 * What the machine can do at most, as two WebAssembly loops with nothing around them: the register-blocked int8 product, and
 * a copy. Assembled here, so that they need no tools; every other figure of the kernels is held against these.
 *
 * @module
 */

const V128 = 0x7b, I32 = 0x7f;
const simd = (opcode: number) => [0xfd, ...leb(opcode)];
const get = (local: number) => [0x20, ...leb(local)];
const set = (local: number) => [0x21, ...leb(local)];
const i32 = (value: number) => [0x41, ...leb(value, true)];
const load = (address: number, offset: number) => [...get(address), ...simd(0), 0, ...leb(offset)];
const splat32 = (address: number, offset: number) => [...get(address), ...simd(9), 0, ...leb(offset)];
/** local += bytes */
const advance = (local: number, bytes: number) => [...get(local), ...i32(bytes), 0x6a, ...set(local)];
/** Repeats a body until a local has reached another. */
const until = (local: number, end: number, body: number[]) => [
  ...[0x03, 0x40, ...body],
  ...[...get(local), ...get(end), 0x49, 0x0d, 0x00, 0x0b],
];

/** Elements of a pixel and of a channel: what is summed for one result. */
export const DEPTH = 1024;
/** Pixels and channels of one call of the product: activations and one bank of weights stay in the first-level cache. */
export const PIXELS = 16, CHANNELS = 96;

/** The loops. */
export interface Bare {
  /** PIXELS × CHANNELS results of DEPTH products each. */
  product(): void;
  /** Copies the first half of `bytes` (a multiple of 128, at most 256 MB) of memory to the second. */
  copy(bytes: number): void;
}

/** Makes the loops; `relaxed` takes the instructions of the relaxed build. */
export function bareLoops(relaxed: boolean): Bare {
  const row = relaxed ? DEPTH : 2 * DEPTH;
  const module = new WebAssembly.Module(assemble(productBody(relaxed, row), copyBody()));
  const { memory, product, copy } = new WebAssembly.Instance(module).exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error("Memory is not exported");
  const [multiply, move] = [product, copy].map((f) => {
    // Both take three numbers and give nothing.
    return f as (a: number, b: number, c: number) => void;
  });
  new Uint8Array(memory.buffer, 0, 1 << 22).forEach((_, i, all) => all[i] = i * 37 & 127);
  const weights = 1 << 20, out = 1 << 21;
  return {
    product() {
      for (let bank = 0; bank < CHANNELS / 12; bank++) {
        multiply(0, weights + bank * 12 * row, out);
      }
    },
    copy(bytes) {
      const missing = bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65536));
      move(bytes / 2, 0, bytes / 2);
    },
  };

  /** Params 0 x, 1 weights, 2 out; for each four pixels: twelve sums over all groups. */
  function productBody(relaxed: boolean, row: number): number[] {
    const [x, w, out, weight, end, last] = [0, 1, 2, 3, 4, 5], sum = 6, bank = 18, value = 21, ones = 22;
    const dot = (weights: number, acc: number) => [
      ...get(weights),
      ...get(value),
      ...(relaxed ? [...simd(0x112), ...get(ones)] : []),
      ...simd(0xba),
      ...get(acc),
      ...simd(0xae),
      ...set(acc),
    ];
    const indices = (count: number) => Array.from({ length: count }, (_, i) => i);
    const step = [
      ...indices(3).flatMap((j) => [...load(weight, 16 * j), ...set(bank + j)]),
      ...indices(4).flatMap((i) => [
        ...splat32(x, i * row),
        ...set(value),
        ...indices(3).flatMap((j) => dot(bank + j, sum + 3 * i + j)),
      ]),
      ...advance(weight, 48),
      ...advance(x, 4),
    ];
    const block = [
      ...get(w),
      ...set(weight),
      ...[...get(x), ...i32(row), 0x6a, ...set(end)],
      ...indices(12).flatMap((i) => [...simd(12), ...new Array(16).fill(0), ...set(sum + i)]),
      ...until(x, end, step),
      ...indices(12).flatMap((i) => [...get(out), ...get(sum + i), ...simd(11), 0, ...leb(16 * i)]),
      ...advance(out, 192),
      ...advance(x, 3 * row),
    ];
    const constants = [...simd(12), ...new Array(8).fill([1, 0]).flat(), ...set(ones)];
    const locals = [2, 3, I32, 17, V128];
    return [
      ...locals,
      ...constants,
      ...get(x),
      ...i32(PIXELS * row),
      0x6a,
      ...set(last),
      ...until(x, last, block),
      0x0b,
    ];
  }

  /** Params 0 to, 1 from, 2 bytes. */
  function copyBody(): number[] {
    const moved = [0, 16, 32, 48].flatMap((at) => [...get(0), ...load(1, at), ...simd(11), 0, ...leb(at)]);
    const body = until(1, 3, [...moved, ...advance(0, 64), ...advance(1, 64)]);
    return [1, 1, I32, ...get(1), ...get(2), 0x6a, ...set(3), ...body, 0x0b];
  }
}

/** A module with a memory and two functions of three i32 each. */
function assemble(product: number[], copy: number[]): Uint8Array<ArrayBuffer> {
  const text = (name: string) => [name.length, ...new TextEncoder().encode(name)];
  const section = (id: number, bytes: number[]) => [id, ...leb(bytes.length), ...bytes];
  const code = [product, copy].flatMap((body) => [...leb(body.length), ...body]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 3, I32, I32, I32, 0]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0, ...leb(64)]),
    ...section(7, [3, ...text("memory"), 2, 0, ...text("product"), 0, 0, ...text("copy"), 0, 1]),
    ...section(10, [2, ...code]),
  ]);
}

/** LEB128. */
function leb(value: number, signed = false): number[] {
  const out = [];
  while (value > (signed ? 63 : 127)) {
    out.push(value & 127 | 128);
    value >>>= 7;
  }
  return [...out, value];
}
