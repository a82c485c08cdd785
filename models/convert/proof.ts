/**
 * The proof that a convolution cannot overflow, whatever its input: the same that the loader makes again.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import type { Conv } from "./network.ts";

/** Greatest numbers that a convolution can meet. */
export interface Proof {
  /** ONNX node. */
  node: string;
  /** ONNX tensor that it computes. */
  output: string;
  /** Bits of the product's operands: 8 (activations 0…127) or 16. */
  bits: 8 | 16;
  /** Greatest magnitude of a stored activation; at most 127 for 8 bits. */
  activation: number;
  /** Greatest magnitude of the sum of two neighbouring products; at most 32,767 for 8 bits. */
  pair: number;
  /** Greatest magnitude of an accumulator; at most 2^31 − 1. */
  accumulator: number;
  /** Greatest magnitude of a requantized value before the clamp; at most 2^31 − 256. */
  value: number;
}

const I32 = 2 ** 31 - 1;

/**
 * Bounds of one convolution.
 *
 * @throws {SemcastError} `unsupported`, naming the node, where a bound is over its limit
 */
export function proveConv(
  { node, out, weight, scale, depthwise }: Conv,
  { reach, wide, bias, mults, skipMult, skipReach, shift }: {
    /** Greatest magnitude of a stored activation, padding included. */
    reach: number;
    wide: boolean;
    bias: number[];
    mults: number[];
    skipMult: number;
    skipReach: number;
    shift: number;
  },
): Proof {
  const channels = scale.length, per = weight.length / channels;
  const proof: Proof = {
    node,
    output: out.name,
    bits: wide ? 16 : 8,
    activation: reach,
    pair: 0,
    accumulator: 0,
    value: 0,
  };
  let peak = 0;
  for (let o = 0; o < channels; o++) {
    let sum = 0;
    for (let i = o * per; i < (o + 1) * per; i++) {
      const w = Math.abs(weight[i]);
      sum += w;
      // Which weights are neighbours is the kernel's affair: any two of the channel.
      if (w > peak) peak = w;
    }
    const accumulator = sum * reach + Math.abs(bias[o]);
    const value = (accumulator * Math.abs(mults[o]) + skipReach * Math.abs(skipMult)) / 2 ** shift + 0.5;
    proof.accumulator = Math.max(proof.accumulator, accumulator);
    proof.value = Math.max(proof.value, value);
  }
  proof.pair = 2 * peak * reach;
  const fail = (what: string) =>
    new SemcastError("unsupported", `Node ${node}: ${what}; no proof that 32 bits hold it for every input`);
  if (!wide && (reach > 127 || (!depthwise && proof.pair > 32767))) {
    throw fail(`a pair of products may reach ${proof.pair} with activations of ${reach}`);
  }
  if (proof.accumulator > I32) throw fail(`an accumulator may reach ${proof.accumulator}`);
  // The kernels shift by 32: what does not fit the multiplier is given back as a left shift of the sum.
  const greatest = mults.reduce((greatest, mult) => Math.max(greatest, Math.abs(mult)), 0);
  const spare = Math.max(0, 32 - shift - (31 - bitLength(greatest)));
  if (proof.accumulator * 2 ** spare > I32) {
    throw fail(`a shifted accumulator may reach ${proof.accumulator * 2 ** spare}`);
  }
  if (proof.value > I32 - 256) throw fail(`a requantized value may reach ${proof.value}`);
  proof.value = Math.ceil(proof.value);
  return proof;
}

function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}
