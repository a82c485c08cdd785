/**
 * Operators that move, repeat, join or cut elements.
 *
 * @module
 */
import { quantize, type Size, type Value } from "../network.ts";
import type { Node } from "../onnx.ts";
import {
  type Context,
  integerOf,
  integersOf,
  lookUp,
  moved,
  optionalConstant,
  type Pending,
  sizeOf,
  type StoredTerm,
  type Term,
  termOf,
  textOf,
  unsupported,
} from "../importer.ts";

const times = (side: number | undefined, factor: number) => side === undefined ? undefined : side * factor;

/** DepthToSpace in both of its channel orders. */
export function depthToSpace(context: Context, node: Node): Term {
  const factor = integerOf(node, "blocksize", 1);
  const square = factor * factor;
  const shuffle = (size: Size): Size => {
    if (size.channels % square !== 0) throw unsupported(node, `has ${size.channels} channels`);
    return { channels: size.channels / square, height: times(size.height, factor), width: times(size.width, factor) };
  };
  if (textOf(node, "mode", "DCR") === "CRD") {
    return moved(context, node, 0, shuffle, (src, out) => {
      return { kind: "pixel_shuffle", node: node.name, src, factor, out };
    });
  }
  return moved(context, node, 0, shuffle, (src, out) => {
    // DCR has the phase before the channel; the kernel has it after.
    const { channels } = out.size;
    const index = Array.from({ length: src.size.channels }, (_, i) => (i % square) * channels + Math.floor(i / square));
    const sorted: Value = { ...src, name: `${src.name} sorted for ${node.name}` };
    context.ops.push({ kind: "channels", node: node.name, src, index, out: sorted });
    return { kind: "pixel_shuffle", node: node.name, src: sorted, factor, out };
  });
}

/** SpaceToDepth, whose channels ONNX orders by phase first. */
export function spaceToDepth(context: Context, node: Node): Term {
  const factor = integerOf(node, "blocksize", 1);
  const square = factor * factor;
  const unshuffle = ({ channels, height, width }: Size): Size => {
    if ([height, width].some((side) => side !== undefined && side % factor !== 0)) {
      throw unsupported(node, `cuts ${height}×${width} into blocks of ${factor}`);
    }
    return { channels: channels * square, height: times(height, 1 / factor), width: times(width, 1 / factor) };
  };
  return moved(context, node, 0, unshuffle, (src, out) => {
    const { channels } = src.size;
    const index = Array.from(
      { length: out.size.channels },
      (_, i) => (i % channels) * square + Math.floor(i / channels),
    );
    const unsorted: Value = { ...out, name: `${out.name} unsorted` };
    context.ops.push({ kind: "pixel_unshuffle", node: node.name, src, factor, out: unsorted });
    return { kind: "channels", node: node.name, src: unsorted, index, out };
  });
}

/** Concat of channels. */
export function concat(context: Context, node: Node): Term {
  const axis = integerOf(node, "axis", 1);
  if (axis !== 1 && axis !== -3) throw unsupported(node, `joins along axis ${axis}, not the channels`);
  const terms = node.inputs.map((_, i) => storedOrWaiting(context, node, i));
  const sizes = terms.map((term) => term.kind === "stored" ? term.value.size : term.size);
  const side = (of: "height" | "width") => sizes.find((size) => size[of] !== undefined)?.[of];
  const channels = sizes.reduce((sum, size) => sum + size.channels, 0);
  const size: Size = { channels, height: side("height"), width: side("width") };
  const stored = terms.filter((term): term is StoredTerm => term.kind === "stored" && term.apply === undefined);
  const first = stored[0]?.value;
  const alike = stored.length === terms.length && stored.every(({ value: { quantization } }) => {
    return quantization.scale === first.quantization.scale && quantization.zeroPoint === first.quantization.zeroPoint;
  });
  if (alike) {
    const sources = stored.map((term) => term.value);
    const out: Value = {
      ...first,
      name: node.outputs[0],
      size,
      lo: Math.min(...sources.map((s) => s.lo)),
      hi: Math.max(...sources.map((s) => s.hi)),
    };
    context.ops.push({ kind: "concat", node: node.name, sources, out });
    return { kind: "stored", value: out, real: stored[0].real };
  }
  return {
    kind: "pending",
    size,
    lo: -Infinity,
    hi: Infinity,
    finish: (out) => {
      const sources = terms.map((term, i): Value => {
        const size = sizes[i];
        if (term.kind === "stored" && term.apply === undefined && same(term.value, out)) return term.value;
        const part: Value = { ...out, name: `${out.name} part ${i}`, size };
        (term.kind === "stored" ? lookUp(context, node, term) : term).finish(part);
        return part;
      });
      out.lo = Math.min(...sources.map((source) => source.lo));
      out.hi = Math.max(...sources.map((source) => source.hi));
      context.ops.push({ kind: "concat", node: node.name, sources, out });
    },
  };
}

function same(a: Value, b: Value): boolean {
  return a.quantization.scale === b.quantization.scale && a.quantization.zeroPoint === b.quantization.zeroPoint &&
    a.lo >= b.lo && a.hi <= b.hi;
}

function storedOrWaiting(context: Context, node: Node, index: number): StoredTerm | Pending {
  const term = termOf(context, node, index);
  if (term.kind === "pending") return term;
  if (term.kind !== "stored" || term.flat) throw unsupported(node, `reads ${node.inputs[index]}, which is no image`);
  return term;
}

/** Resize by whole factors (nearest), or twice (linear). */
export function resize(context: Context, node: Node): Term {
  const size = sizeOf(context, node);
  const factor = factorOf(context, node, size);
  const grow = ({ channels, height, width }: Size): Size => {
    return { channels, height: times(height, factor), width: times(width, factor) };
  };
  const mode = textOf(node, "mode", "nearest");
  const coordinates = textOf(node, "coordinate_transformation_mode", "half_pixel");
  if (mode === "linear") {
    if (factor !== 2 || !["half_pixel", "pytorch_half_pixel"].includes(coordinates)) {
      throw unsupported(
        node,
        `interpolates ${factor} times with ${coordinates}; twice with half_pixel is what there is`,
      );
    }
    return moved(context, node, 0, grow, (src, out) => {
      return { kind: "bilinear2", node: node.name, src, factor, out };
    });
  }
  if (mode !== "nearest" || !repeats(coordinates, textOf(node, "nearest_mode", "round_prefer_floor"), factor)) {
    throw unsupported(node, `resizes with ${mode} and ${coordinates}, which is not a repetition of pixels`);
  }
  return moved(context, node, 0, grow, (src, out) => ({ kind: "upsample", node: node.name, src, factor, out }));
}

/** The one whole factor by which a Resize enlarges both sides. */
function factorOf(context: Context, node: Node, size: Size): number {
  const scales = optionalConstant(context, node, 2)?.values;
  const sizes = optionalConstant(context, node, 3)?.values;
  let pair: number[] = [];
  if (scales?.length === 4) pair = [scales[2], scales[3]];
  else if (sizes?.length === 4) pair = [sizes[2] / (size.height ?? NaN), sizes[3] / (size.width ?? NaN)];
  const [factor] = pair;
  if (pair[1] !== factor || !Number.isInteger(factor) || factor < 1 || factor > 255) {
    throw unsupported(node, `resizes by ${pair.join("×") || "an unknown factor"}, not by one whole factor`);
  }
  return factor;
}

/** Whether ONNX's coordinates and rounding repeat each pixel `factor` times. */
function repeats(coordinates: string, rounding: string, factor: number): boolean {
  const round: Record<string, (x: number) => number> = {
    floor: Math.floor,
    ceil: Math.ceil,
    round_prefer_floor: (x) => Math.ceil(x - 0.5),
    round_prefer_ceil: (x) => Math.floor(x + 0.5),
  };
  const origin: Record<string, (at: number) => number> = {
    asymmetric: (at) => at / factor,
    half_pixel: (at) => (at + 0.5) / factor - 0.5,
    pytorch_half_pixel: (at) => (at + 0.5) / factor - 0.5,
  };
  if (!(rounding in round) || !(coordinates in origin)) return false;
  const positions = Array.from({ length: 8 * factor }, (_, at) => at);
  return positions.every((at) => {
    const from = Math.min(Math.max(round[rounding](origin[coordinates](at)), 0), 7);
    return from === Math.floor(at / factor);
  });
}

/** Pad with a constant, the edge or the reflection. */
export function pad(context: Context, node: Node): Term {
  const mode = textOf(node, "mode", "constant");
  if (mode !== "constant" && mode !== "edge" && mode !== "reflect") throw unsupported(node, `pads by ${mode}`);
  const pads = integersOf(context, node, "pads", 1) ?? [];
  const real = optionalConstant(context, node, 2)?.values[0] ?? 0;
  if (pads.length !== 8 || [0, 1, 4, 5].some((i) => pads[i] !== 0)) {
    throw unsupported(node, `pads by ${pads}; only height and width can be padded`);
  }
  const sides: [number, number, number, number] = [pads[2], pads[3], pads[6], pads[7]];
  return cut(context, node, sides, mode, real);
}

function cut(
  context: Context,
  node: Node,
  pad: [number, number, number, number],
  mode: "constant" | "edge" | "reflect",
  real: number,
): Term {
  if (pad.some((side) => !(Math.abs(side) <= 32767))) throw unsupported(node, `pads or cuts by ${pad}`);
  const resize = ({ channels, height, width }: Size): Size => ({
    channels,
    height: height === undefined ? undefined : height + pad[0] + pad[2],
    width: width === undefined ? undefined : width + pad[1] + pad[3],
  });
  return moved(context, node, 0, resize, (src, out) => {
    // Infinities, as before a maximum, become the ends of the range.
    const { zeroPoint } = out.quantization;
    const [least, most] = [Math.min(out.lo, zeroPoint), Math.max(out.hi, zeroPoint)];
    const fill = Math.min(Math.max(quantize(real, out.quantization), least), most);
    if (mode === "constant") {
      out.lo = Math.min(out.lo, fill);
      out.hi = Math.max(out.hi, fill);
    }
    return { kind: "pad", node: node.name, src, mode, pad, fill, out };
  });
}

/** Slice of channels with any step, or of height and width with steps of 1. */
export function slice(context: Context, node: Node): Term {
  const starts = integersOf(context, node, "starts", 1) ?? [], ends = integersOf(context, node, "ends", 2) ?? [];
  const axes = integersOf(context, node, "axes", 3) ?? starts.map((_, i) => i);
  const steps = integersOf(context, node, "steps", 4) ?? starts.map(() => 1);
  const size = sizeOf(context, node);
  const crop: [number, number, number, number] = [0, 0, 0, 0];
  let index: number[] | undefined;
  starts.forEach((start, i) => {
    const axis = axes[i] < 0 ? axes[i] + 4 : axes[i];
    if (axis === 1) index = positions(size.channels, start, ends[i], steps[i]);
    else if ((axis === 2 || axis === 3) && steps[i] === 1) {
      const side = axis === 2 ? size.height : size.width;
      const from = start >= 0 ? start : side === undefined ? NaN : Math.max(side + start, 0);
      // The end counts from the end where it is negative or open, else the side must be known.
      const to = ends[i] < 0
        ? -ends[i]
        : ends[i] > 2 ** 30
        ? 0
        : side === undefined
        ? NaN
        : Math.max(side - ends[i], 0);
      if (Number.isNaN(from + to)) throw unsupported(node, "needs a fixed input size");
      [crop[axis - 2], crop[axis]] = [-from, -to];
    } else if (axis !== 0 || start !== 0 || steps[i] !== 1) {
      throw unsupported(node, `cuts axis ${axis} with step ${steps[i]}`);
    }
  });
  if (crop.some((side) => side !== 0)) {
    if (index !== undefined) throw unsupported(node, "cuts channels and sides at once");
    return cut(context, node, crop, "edge", 0);
  }
  return channels(context, node, 0, index ?? positions(size.channels, 0, size.channels, 1));
}

function positions(count: number, start: number, end: number, step: number): number[] {
  const within = (at: number, lo: number, hi: number) => Math.min(Math.max(at < 0 ? at + count : at, lo), hi);
  const result: number[] = [];
  if (step > 0) { for (let i = within(start, 0, count); i < within(end, 0, count); i += step) result.push(i); }
  if (step < 0) { for (let i = within(start, 0, count - 1); i > within(end, -1, count - 1); i += step) result.push(i); }
  return result;
}

function channels(context: Context, node: Node, output: number, index: number[]): Term {
  if (index.length === 0) throw unsupported(node, "gives no channels");
  const named: Node = { ...node, outputs: [node.outputs[output]] };
  return moved(context, named, 0, (size) => ({ ...size, channels: index.length }), (src, out) => {
    return { kind: "channels", node: node.name, src, index, out };
  });
}

/** Split of channels. */
export function split(context: Context, node: Node): Term[] {
  const axis = integerOf(node, "axis", 0);
  if (axis !== 1 && axis !== -3) throw unsupported(node, `cuts along axis ${axis}, not the channels`);
  const size = sizeOf(context, node);
  const each = Math.ceil(size.channels / node.outputs.length);
  const sizes = integersOf(context, node, "split", 1) ??
    node.outputs.map((_, i) => Math.min(each, size.channels - i * each));
  let start = 0;
  return node.outputs.map((_, i) => {
    const index = Array.from({ length: sizes[i] }, (_, k) => start + k);
    start += sizes[i];
    return channels(context, node, i, index);
  });
}

/** Gather of channels by constant indices. */
export function gather(context: Context, node: Node): Term {
  const index = optionalConstant(context, node, 1);
  if (integerOf(node, "axis", 0) !== 1 || index?.dims.length !== 1) {
    throw unsupported(node, "gathers anything but channels by a list of constants");
  }
  const { channels: count } = sizeOf(context, node);
  const list = Array.from(index.values, (i) => i < 0 ? i + count : i);
  if (list.some((i) => !(i >= 0 && i < count))) throw unsupported(node, `gathers a channel out of ${count}`);
  return channels(context, node, 0, list);
}

/** Flatten, Reshape, Squeeze and Unsqueeze: the identity on single pixels; an image may be flattened before a Gemm. */
export function reshape(context: Context, node: Node): Term {
  const term = termOf(context, node, 0);
  if (term.kind === "constant") throw unsupported(node, "reshapes a constant");
  if (term.kind === "pending" && term.size.height === 1 && term.size.width === 1) return term;
  if (term.kind === "stored") {
    const { height, width } = term.value.size;
    if (height === 1 && width === 1) return term;
    const rows = integersOf(context, node, "shape", 1);
    const flattens = node.op === "Flatten"
      ? integerOf(node, "axis", 1) === 1
      : node.op === "Reshape" && rows?.length === 2;
    if (flattens && height !== undefined && width !== undefined) return { ...term, flat: true };
  }
  throw unsupported(node, "changes the shape of an image");
}

/** Identity, Dropout at inference. */
export function identity(context: Context, node: Node): Term {
  return termOf(context, node, 0);
}
