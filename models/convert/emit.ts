/**
 * Writes a network as an `.scnn` file (format: kernels/nn/src/format.rs, version 2), with the proof of its ranges.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import {
  type Conv,
  type Network,
  type Op,
  quantize,
  sourcesOf,
  type Table,
  type Value,
  type Window,
} from "./network.ts";
import { likeFloats } from "./like_floats.ts";
import { fixedPoint } from "./requantize.ts";
import type { Storage } from "./storage.ts";
import { ByteWriter } from "./writer.ts";
import { type Proof, proveConv } from "./proof.ts";

const VERSION = 2;
const KINDS = { conv: 1, pixel_shuffle: 2, pixel_unshuffle: 3, concat: 6, upsample: 7 } as const;
const NEWER = {
  table: 9,
  max_pool: 10,
  average_pool: 11,
  channels: 12,
  pad: 13,
  bilinear2: 14,
  mul: 15,
  add: 16,
} as const;
const DEPTHWISE = 1, EXACT = 4, SKIP = 8;
const CEIL = 1, COUNT_PADDING = 2;
const MOST_CHANNELS = 4096;
/** Largest shift of a convolution and of the other operators. */
const CONV_SHIFT = 32, OTHER_SHIFT = 62;

/** What is written, and why it cannot overflow. */
export interface Emitted {
  file: Uint8Array<ArrayBuffer>;
  /** One for each convolution. */
  proofs: Proof[];
}

interface Emitter {
  out: ByteWriter;
  storage: ReadonlyMap<Value, Storage>;
  numbers: Map<Value, number>;
  /** Stored values that the loader takes each value for. */
  ranges: Map<Value, [number, number]>;
  proofs: Proof[];
}

/**
 * Writes the file.
 *
 * @param photo Inputs of three channels take a photo, whose bytes 0 and 255 stand for these numbers
 * @throws {SemcastError} `unsupported`, naming the node, where a range cannot be proven
 */
export function emit(network: Network, storage: ReadonlyMap<Value, Storage>, photo?: [number, number]): Emitted {
  const body = new ByteWriter();
  const emitter: Emitter = { out: body, storage, numbers: new Map(), ranges: new Map(), proofs: [] };
  body.name(network.name);
  for (
    const [what, count] of [["inputs", network.inputs], ["operators", network.ops], [
      "outputs",
      network.outputs,
    ]] as const
  ) {
    if (count.length > 65535) throw new SemcastError("too-large", `Network has ${count.length} ${what}`);
    body.u16(count.length);
  }
  for (const { name, value } of network.inputs) input(emitter, name, value, photo);
  for (const op of network.ops) {
    operator(emitter, op);
    number(emitter, op.out);
  }
  for (const { name, value } of network.outputs) {
    const { base } = stored(emitter, value);
    body.name(name);
    body.u16(numberOf(emitter, value));
    body.f32(value.quantization.scale);
    body.i16(value.quantization.zeroPoint - base);
  }
  const content = body.finish();
  const file = new ByteWriter();
  file.bytes(new TextEncoder().encode("SCNN"));
  file.u16(VERSION, 1);
  file.u32(12 + content.length);
  file.bytes(content);
  return { file: file.finish(), proofs: emitter.proofs };
}

function stored({ storage }: Emitter, value: Value): Storage {
  const found = storage.get(value);
  if (found === undefined) throw new SemcastError("internal", `Value ${value.name} has no storage`);
  return found;
}

function number({ numbers }: Emitter, value: Value): void {
  const { channels } = value.size;
  if (!(channels >= 1 && channels <= MOST_CHANNELS)) {
    throw new SemcastError("unsupported", `${value.name} has ${channels} channels, the limit is ${MOST_CHANNELS}`);
  }
  numbers.set(value, numbers.size);
}

function numberOf({ numbers }: Emitter, value: Value): number {
  const found = numbers.get(value);
  if (found === undefined) throw new SemcastError("internal", `Value ${value.name} is read before it is made`);
  return found;
}

/** Stored zero point. */
function zeroOf(emitter: Emitter, value: Value): number {
  return value.quantization.zeroPoint - stored(emitter, value).base;
}

function rangeOf({ ranges }: Emitter, value: Value): [number, number] {
  const range = ranges.get(value);
  if (range === undefined) throw new SemcastError("internal", `Value ${value.name} has no range`);
  return range;
}

function input(emitter: Emitter, name: string, value: Value, photo?: [number, number]): void {
  const { out, ranges } = emitter;
  const { kind, base, lo, hi } = stored(emitter, value);
  const { channels } = value.size;
  out.name(name);
  const zero = zeroOf(emitter, value);
  if (photo !== undefined && channels === 3) {
    const entries = Array.from({ length: 256 }, (_, p) => {
      const q = quantize(photo[0] + (photo[1] - photo[0]) * p / 255, value.quantization);
      return Math.min(Math.max(q, lo), hi) - base;
    });
    out.u8(2, zero);
    out.u16(channels);
    out.u8(kind === "u7" ? 0 : 1);
    out.i16(...entries, ...entries, ...entries);
    ranges.set(value, [Math.min(...entries), Math.max(...entries)]);
  } else if (kind === "u7") {
    out.u8(0, zero);
    out.u16(channels);
    ranges.set(value, [0, 127]);
  } else {
    out.u8(3, zero);
    out.u16(channels);
    const range: [number, number] = [lo - base, hi - base];
    check16(name, range);
    out.i16(...range);
    ranges.set(value, range);
  }
  out.f32(value.quantization.scale);
  number(emitter, value);
}

function check16(name: string, [lo, hi]: [number, number]): void {
  if (lo < -32768 || hi > 32767) {
    throw new SemcastError("unsupported", `${name} holds ${lo}…${hi} around its zero point, more than 16 bits`);
  }
}

/** Writes kind, zero point and clamp of a result, and notes its range. */
function to(emitter: Emitter, { out: value }: Op): void {
  const { kind, base, lo, hi } = stored(emitter, value);
  const range: [number, number] = [lo - base, hi - base];
  check16(value.name, range);
  emitter.out.u8(kind === "u7" ? 0 : 1, zeroOf(emitter, value));
  emitter.out.i16(...range);
  emitter.ranges.set(value, range);
}

function window(out: ByteWriter, { kernel, stride, pad }: Window, flags: number): void {
  out.u8(...kernel, ...stride, ...pad, flags);
}

function operator(emitter: Emitter, op: Op): void {
  const { out, ranges } = emitter;
  const sources = sourcesOf(op);
  const numbers = sources.map((source) => numberOf(emitter, source));
  // What only moves elements keeps their range.
  const [lo, hi] = [0, 1].map((end) => {
    const ends = sources.map((source) => rangeOf(emitter, source)[end]);
    return end === 0 ? Math.min(...ends) : Math.max(...ends);
  });
  ranges.set(op.out, [lo, hi]);
  switch (op.kind) {
    case "conv":
      convolution(emitter, op);
      break;
    case "pixel_shuffle":
    case "pixel_unshuffle":
    case "upsample":
    case "concat":
      if (sources.length > 255) {
        throw new SemcastError("unsupported", `Node ${op.node} joins ${sources.length} tensors`);
      }
      out.u8(KINDS[op.kind], "factor" in op ? op.factor : 0, sources.length);
      out.u16(...numbers);
      break;
    case "table":
      table(emitter, op);
      break;
    case "max_pool":
      out.u8(NEWER.max_pool);
      out.u16(...numbers);
      window(out, op, op.ceil ? CEIL : 0);
      break;
    case "average_pool": {
      out.u8(NEWER.average_pool);
      out.u16(...numbers);
      if (op.window === undefined) out.u8(0, 0, 1, 1, 0, 0, 0, 0, 0);
      else window(out, op.window, (op.window.ceil ? CEIL : 0) | (op.window.countPadding ? COUNT_PADDING : 0));
      to(emitter, op);
      scales(emitter, op, [op.src.quantization.scale / op.out.quantization.scale]);
      break;
    }
    case "channels":
      out.u8(NEWER.channels);
      out.u16(...numbers, op.index.length, ...op.index);
      break;
    case "pad": {
      const fill = op.fill - stored(emitter, op.out).base;
      out.u8(NEWER.pad);
      out.u16(...numbers);
      out.u8(["constant", "edge", "reflect"].indexOf(op.mode));
      out.i16(...op.pad, fill);
      if (op.mode === "constant") ranges.set(op.out, [Math.min(lo, fill), Math.max(hi, fill)]);
      break;
    }
    case "bilinear2":
      out.u8(NEWER.bilinear2);
      out.u16(...numbers);
      break;
    case "mul":
    case "add": {
      const [a, b] = op.sources.map((source) => source.quantization.scale);
      const c = op.out.quantization.scale;
      out.u8(NEWER[op.kind]);
      out.u16(...numbers);
      to(emitter, op);
      scales(emitter, op, op.kind === "add" ? [a / c, b / c] : [a * b / c]);
    }
  }
}

function scales({ out }: Emitter, { node }: Op, factors: number[]): void {
  const fixed = fixedPoint(factors, OTHER_SHIFT);
  if (fixed === undefined) {
    throw new SemcastError("unsupported", `Node ${node} rescales by ${factors}, which is too much`);
  }
  out.i32(fixed.mults);
  out.u8(fixed.shift);
}

function table(emitter: Emitter, { node, src, apply, out: value }: Table): void {
  const { out, ranges } = emitter;
  const [lo, hi] = rangeOf(emitter, src);
  const { base } = stored(emitter, src);
  const target = stored(emitter, value);
  const entries = Array.from({ length: hi - lo + 1 }, (_, i) => {
    const y = apply((lo + i + base - src.quantization.zeroPoint) * src.quantization.scale);
    if (Number.isNaN(y)) {
      throw new SemcastError("unsupported", `Node ${node} is not defined for all values that it reads`);
    }
    return Math.min(Math.max(quantize(y, value.quantization), target.lo), target.hi) - target.base;
  });
  const range = entries.reduce<[number, number]>(([lo, hi], v) => [Math.min(lo, v), Math.max(hi, v)], [
    Infinity,
    -Infinity,
  ]);
  check16(value.name, range);
  out.u8(NEWER.table);
  out.u16(numberOf(emitter, src));
  out.u8(target.kind === "u7" ? 0 : 1, zeroOf(emitter, value));
  for (const entry of entries) out.i16(entry);
  ranges.set(value, range);
}

function convolution(emitter: Emitter, op: Conv): void {
  const { out } = emitter;
  const zero = zeroOf(emitter, op.src);
  const channels = op.scale.length;
  const per = op.weight.length / channels;
  const fixed = fixedPoint(
    op.skip === undefined ? op.scale : [...op.scale, op.skip.quantization.scale / op.out.quantization.scale],
    CONV_SHIFT,
  );
  if (fixed === undefined) {
    throw new SemcastError("unsupported", `Node ${op.node} rescales its sums by more than 2^29`);
  }
  const bias = Array.from({ length: channels }, (_, o) => {
    const sum = op.weight.subarray(o * per, (o + 1) * per).reduce((sum, w) => sum + w, 0);
    return Math.round(op.bias[o]) - zero * sum;
  });
  const skipMult = op.skip === undefined ? 0 : fixed.mults[channels];
  const [lo, hi] = rangeOf(emitter, op.src);
  const reach = Math.max(Math.abs(lo), Math.abs(hi), zero);
  const wide = stored(emitter, op.src).kind === "i16";
  const target = stored(emitter, op.out);
  const mults = likeFloats(op, { mults: fixed.mults.slice(0, channels), shift: fixed.shift }, { bias, reach, target });
  const skipReach = op.skip === undefined ? 0 : Math.max(...rangeOf(emitter, op.skip).map(Math.abs), 127);
  emitter.proofs.push(proveConv(op, { reach, wide, bias, mults, skipMult, skipReach, shift: fixed.shift }));
  const range: [number, number] = [target.lo - target.base, target.hi - target.base];
  check16(op.out.name, range);
  out.u8(KINDS.conv);
  out.u16(numberOf(emitter, op.src), op.skip === undefined ? 0 : numberOf(emitter, op.skip));
  out.u8(target.kind === "u7" ? 0 : 1, zeroOf(emitter, op.out));
  out.u16(channels);
  const flags = (op.depthwise ? DEPTHWISE : 0) | (op.skip === undefined ? 0 : SKIP) | (op.exact ? EXACT : 0);
  out.u8(...op.kernel, ...op.stride, ...op.pad, flags, fixed.shift);
  out.i16(...range);
  out.bytes(new Uint8Array(op.weight.buffer, op.weight.byteOffset, op.weight.length));
  out.i32(bias);
  out.i32(mults);
  if (op.skip !== undefined) out.i32(new Array<number>(channels).fill(skipMult));
  emitter.ranges.set(op.out, range);
}
