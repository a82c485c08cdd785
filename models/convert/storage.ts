/**
 * How each value is stored: as u7 (q minus a base, 0…127), which the fast product takes, or where it has more than 128
 * steps as i16 (q minus the zero point), which takes the 16-bit product.
 *
 * @module
 */
import { type Network, type Op, sourcesOf, type Value } from "./network.ts";

/** How a value is stored. */
export interface Storage {
  kind: "u7" | "i16";
  /** What is subtracted from q. */
  base: number;
  /** Range of q that is stored; others are clamped. */
  lo: number;
  hi: number;
}

/** How values that could hold more than 128 steps are stored. */
export interface StorageOptions {
  /** True takes the file's word that activations have 7 bits: what lies beyond is clamped. */
  sevenBits?: boolean;
  /** How often each q was seen, from the value's `lo` on; those values that hardly ever need more are clamped to 7 bits. */
  seen?: ReadonlyMap<Value, Float64Array>;
}

/** Share of a value's elements that may be clamped for it to count as one of 7 bits. */
export const CLAMPED_SHARE = 1e-4;

/** Decides for all values of a network. */
export function storageOf(network: Network, options: StorageOptions = {}): Map<Value, Storage> {
  const result = new Map<Value, Storage>();
  for (const group of groupsOf(network)) {
    const storage = decide(group, options);
    for (const value of group) {
      // Each keeps its own range within the group's.
      const lo = Math.min(Math.max(value.lo, storage.lo), storage.hi);
      const hi = Math.max(Math.min(value.hi, storage.hi), storage.lo);
      result.set(value, { ...storage, lo, hi });
    }
  }
  return result;
}

const MOVES: ReadonlySet<Op["kind"]> = new Set(
  ["max_pool", "channels", "pad", "pixel_shuffle", "pixel_unshuffle", "upsample", "bilinear2", "concat"] as const,
);

/** Values that operators only move are stored alike. */
function groupsOf({ inputs, ops }: Network): Value[][] {
  const groups = new Map<Value, Value[]>();
  for (const { value } of inputs) groups.set(value, [value]);
  for (const op of ops) {
    const group = [op.out];
    if (MOVES.has(op.kind)) {
      for (const before of new Set(sourcesOf(op).map((source) => groups.get(source) ?? [source]))) {
        group.push(...before);
      }
    }
    for (const value of group) groups.set(value, group);
  }
  return [...new Set(groups.values())];
}

function decide(group: Value[], { sevenBits = false, seen }: StorageOptions): Storage {
  const { zeroPoint } = group[0].quantization;
  const lo = Math.min(zeroPoint, ...group.map((value) => value.lo));
  const hi = Math.max(zeroPoint, ...group.map((value) => value.hi));
  const narrow = (base: number): Storage => ({ kind: "u7", base, lo: base, hi: Math.min(base + 127, hi) });
  if (hi - lo <= 127) return narrow(lo);
  if (sevenBits) {
    // ONNX Runtime's reduced ranges: 0…127 of unsigned, −64…63 of signed numbers.
    const base = lo < 0 ? -64 : 0;
    if (zeroPoint >= base && zeroPoint <= base + 127) return narrow(base);
  }
  const base = seen === undefined ? undefined : bestWindow(group, seen, lo, hi);
  if (base !== undefined) return narrow(base);
  return { kind: "i16", base: zeroPoint, lo, hi };
}

/** Where 128 neighbouring steps, the zero point among them, hold all that was seen but {@linkcode CLAMPED_SHARE}. */
function bestWindow(
  group: Value[],
  seen: NonNullable<StorageOptions["seen"]>,
  lo: number,
  hi: number,
): number | undefined {
  const { zeroPoint } = group[0].quantization;
  const counts = new Float64Array(hi - lo + 1);
  for (const value of group) seen.get(value)?.forEach((count, i) => counts[value.lo - lo + i] += count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let best = -1, base: number | undefined;
  for (let from = Math.max(lo, zeroPoint - 127); from <= Math.min(zeroPoint, hi - 127); from++) {
    const inside = counts.subarray(from - lo, from - lo + 128).reduce((sum, count) => sum + count, 0);
    if (inside > best) [best, base] = [inside, from];
  }
  return total > 0 && best >= total * (1 - CLAMPED_SHARE) ? base : undefined;
}
