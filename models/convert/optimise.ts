/**
 * Removes operators: what nothing reads, and what a convolution can do by itself (a permutation of its channels, a padding
 * with zeros, a pixel_unshuffle).
 *
 * @module
 */
import {
  type Channels,
  type Conv,
  type Network,
  type Op,
  type Pad,
  type Rearrange,
  sourcesOf,
  type Value,
} from "./network.ts";

/** The same network with fewer operators. */
export function optimise(network: Network): Network {
  let ops = network.ops;
  const kept = new Set(network.outputs.map(({ value }) => value));
  ops = withoutChannelsAfter(ops, kept);
  const makers = new Map<Value, Op>();
  ops = ops.map((op) => {
    const better = op.kind === "conv" ? readingFurtherUp(op, makers) : op;
    makers.set(better.out, better);
    return better;
  });
  return { ...network, ops: alive(ops, kept) };
}

function alive(ops: Op[], outputs: ReadonlySet<Value>): Op[] {
  const needed = new Set(outputs);
  const kept = ops.toReversed().filter((op) => {
    if (!needed.has(op.out)) return false;
    sourcesOf(op).forEach((value) => needed.add(value));
    return true;
  });
  return kept.reverse();
}

/** Convolutions whose result is only read by a pick of channels give those channels themselves. */
function withoutChannelsAfter(ops: Op[], outputs: ReadonlySet<Value>): Op[] {
  const readers = new Map<Value, Op[]>();
  for (const op of ops) for (const value of sourcesOf(op)) readers.set(value, [...readers.get(value) ?? [], op]);
  const gone = new Set<Op>();
  const result = ops.map((op): Op => {
    const after = readers.get(op.out);
    if (op.kind !== "conv" || op.depthwise || op.skip !== undefined || after?.length !== 1) return op;
    const [next] = after;
    if (next.kind !== "channels" || outputs.has(op.out) || next.index.length > op.scale.length) return op;
    gone.add(next);
    return permuted(op, next);
  });
  return result.filter((op) => !gone.has(op));
}

function permuted(op: Conv, { index, out }: Channels): Conv {
  const per = op.weight.length / op.scale.length;
  const weight = new Int8Array(index.length * per);
  index.forEach((from, to) => weight.set(op.weight.subarray(from * per, (from + 1) * per), to * per));
  const pick = (values: Float64Array) => Float64Array.from(index, (from) => values[from]);
  return { ...op, out, weight, bias: pick(op.bias), scale: pick(op.scale) };
}

/** Reads what is before the operator in front, as long as that is one that a convolution can do by itself. */
function readingFurtherUp(op: Conv, makers: ReadonlyMap<Value, Op>): Conv {
  for (;;) {
    const before = makers.get(op.src);
    const next = before?.kind === "channels"
      ? withoutChannels(op, before)
      : before?.kind === "pad"
      ? withoutPad(op, before)
      : before?.kind === "pixel_unshuffle"
      ? withoutUnshuffle(op, before)
      : undefined;
    if (next === undefined) return op;
    op = next;
  }
}

function withoutChannels(op: Conv, { index, src }: Channels): Conv | undefined {
  const count = src.size.channels;
  if (op.depthwise || index.length !== count || new Set(index).size !== count) return undefined;
  const weight = new Int8Array(op.weight.length);
  op.weight.forEach((w, i) => weight[i - i % count + index[i % count]] = w);
  return { ...op, src, weight };
}

function withoutPad(op: Conv, { mode, fill, pad, src }: Pad): Conv | undefined {
  const sum = op.pad.map((side, i) => side + pad[i]);
  const zeros = mode === "constant" && fill === src.quantization.zeroPoint;
  if (!zeros || pad.some((side) => side < 0) || sum.some((side) => side > 255)) return undefined;
  return { ...op, src, pad: [sum[0], sum[1], sum[2], sum[3]] };
}

function withoutUnshuffle(op: Conv, { factor, src }: Rearrange): Conv | undefined {
  const [kh, kw] = op.kernel;
  const sides = [kh, kw, ...op.stride, ...op.pad].map((side) => side * factor);
  if (op.depthwise || sides.some((side) => side > 255)) return undefined;
  const channels = src.size.channels, square = factor * factor;
  const weight = new Int8Array(op.weight.length);
  const inputs = channels * square;
  op.weight.forEach((w, i) => {
    const [input, x, y] = [i % inputs, Math.floor(i / inputs) % kw, Math.floor(i / inputs / kw) % kh];
    const out = Math.floor(i / inputs / kw / kh);
    const [channel, phase] = [Math.floor(input / square), input % square];
    const [row, column] = [y * factor + Math.floor(phase / factor), x * factor + phase % factor];
    weight[((out * kh * factor + row) * kw * factor + column) * channels + channel] = w;
  });
  const [kernelY, kernelX, strideY, strideX, top, left, bottom, right] = sides;
  const exact = op.stride[0] === 1 && op.stride[1] === 1;
  return {
    ...op,
    src,
    weight,
    exact,
    kernel: [kernelY, kernelX],
    stride: [strideY, strideX],
    pad: [top, left, bottom, right],
  };
}
