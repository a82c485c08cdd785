/**
 * The kernels add only u7 tensors within a convolution. Where a value of 16 bits is to be added, the convolution gives 16
 * bits itself, as fine as no input can overflow, and an addition follows.
 *
 * @module
 */
import type { Conv, Network, Op, Value } from "./network.ts";
import type { Storage } from "./storage.ts";

const MOST = 32767;

/** The same network, in which convolutions only add u7; new values go into `storage`. */
export function withoutWideSkips(network: Network, storage: Map<Value, Storage>): Network {
  const ops = network.ops.flatMap((op): Op[] => {
    if (op.kind !== "conv" || op.skip === undefined || storage.get(op.skip)?.kind !== "i16") return [op];
    const quantization = { scale: boundOf(op) / MOST, zeroPoint: 0 };
    const sum: Value = { ...op.out, name: `${op.out.name} before the sum`, quantization, lo: -MOST, hi: MOST };
    storage.set(sum, { kind: "i16", base: 0, lo: -MOST, hi: MOST });
    const scale = op.scale.map((scale) => scale * op.out.quantization.scale / quantization.scale);
    return [
      { ...op, out: sum, scale, skip: undefined },
      { kind: "add", node: op.node, sources: [sum, op.skip], out: op.out },
    ];
  });
  return { ...network, ops };
}

/** Greatest magnitude of the real result. */
function boundOf({ src, out, weight, bias, scale }: Conv): number {
  const { zeroPoint } = src.quantization;
  const reach = Math.max(src.hi - zeroPoint, zeroPoint - src.lo);
  const per = weight.length / scale.length;
  return scale.reduce((bound, scale, o) => {
    const sum = weight.subarray(o * per, (o + 1) * per).reduce((sum, w) => sum + Math.abs(w), 0);
    return Math.max(bound, (sum * reach + Math.abs(bias[o])) * scale * out.quantization.scale);
  }, Number.MIN_VALUE);
}
