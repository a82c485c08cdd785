/**
 * MaxPool, AveragePool and their global forms.
 *
 * @module
 */
import type { Size, Window } from "../network.ts";
import type { Node } from "../onnx.ts";
import {
  type Context,
  integerOf,
  integersOf,
  moved,
  type Pending,
  sizeOf,
  type Term,
  unsupported,
  valueOf,
} from "../importer.ts";
import { windowOf } from "./convolution.ts";

function pooled(size: Size, window: Window, ceil: boolean): Size {
  const side = (side: number | undefined, i: 0 | 1) => {
    if (side === undefined) return undefined;
    const before = window.pad[i], stride = window.stride[i];
    const room = (side + before + window.pad[i + 2] - window.kernel[i]) / stride;
    if (!ceil) return Math.floor(room) + 1;
    const count = Math.ceil(room) + 1;
    return (count - 1) * stride >= before + side ? count - 1 : count;
  };
  return { ...size, height: side(size.height, 0), width: side(size.width, 1) };
}

/** The window of a pooling, which padding alone must not fill. */
function poolingWindow(context: Context, node: Node, size: Size): Window {
  if ((integersOf(context, node, "dilations") ?? []).some((d) => d !== 1)) throw unsupported(node, "is dilated");
  const window = windowOf(context, node, integersOf(context, node, "kernel_shape") ?? [], size);
  const { kernel, stride, pad } = window;
  if (pad.some((side, i) => side >= kernel[i % 2]) || stride.includes(0)) {
    throw unsupported(node, `has a window of ${kernel}, stride ${stride}, padding ${pad}`);
  }
  return window;
}

/** MaxPool. */
export function maxPool(context: Context, node: Node): Term {
  if (node.outputs.length > 1) throw unsupported(node, "gives indices");
  const window = poolingWindow(context, node, sizeOf(context, node));
  const ceil = integerOf(node, "ceil_mode", 0) !== 0;
  return moved(context, node, 0, (size) => pooled(size, window, ceil), (src, out) => {
    return { kind: "max_pool", node: node.name, src, ...window, ceil, out };
  });
}

/** AveragePool. */
export function averagePool(context: Context, node: Node): Term {
  const src = valueOf(context, node, 0);
  const window = poolingWindow(context, node, src.size);
  const ceil = integerOf(node, "ceil_mode", 0) !== 0;
  const countPadding = integerOf(node, "count_include_pad", 0) !== 0;
  return mean(context, node, pooled(src.size, window, ceil), { ...window, ceil, countPadding });
}

/** GlobalAveragePool. */
export function globalAveragePool(context: Context, node: Node): Term {
  const { size } = valueOf(context, node, 0);
  return mean(context, node, { ...size, height: 1, width: 1 });
}

/** ReduceMean over height and width. */
export function reduceMean(context: Context, node: Node): Term {
  const axes = (integersOf(context, node, "axes", 1) ?? []).map((axis) => axis < 0 ? axis + 4 : axis).sort();
  if (axes.join() !== "2,3") throw unsupported(node, `averages over the axes ${axes}, not over height and width`);
  return globalAveragePool(context, node);
}

function mean(
  context: Context,
  node: Node,
  size: Size,
  window?: Window & { ceil: boolean; countPadding: boolean },
): Pending {
  const src = valueOf(context, node, 0);
  return {
    kind: "pending",
    size,
    lo: -Infinity,
    hi: Infinity,
    finish: (out) => context.ops.push({ kind: "average_pool", node: node.name, src, window, out }),
  };
}
