/**
 * Seeded randomness: xoshiro256** (Blackman and Vigna, «Scrambled linear pseudorandom number generators», 2021), its
 * state filled by splitmix64. The same seed gives the same integers in `kernels/phy`. Never used for anything secret.
 *
 * @module
 */

const WORD = 0x1_0000_0000;
const MASK = 0xffff_ffff_ffff_ffffn;

/** The next `count` outputs of splitmix64, the generator that turns one seed into a whole state. */
function splitmix64(seed: bigint, count: number): bigint[] {
  const out: bigint[] = [];
  let x = seed & MASK;
  for (let i = 0; i < count; i++) {
    x = (x + 0x9e3779b97f4a7c15n) & MASK;
    let z = x;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    out.push(z ^ (z >> 31n));
  }
  return out;
}

/** A seeded stream of random numbers. */
export class Random {
  // Four 64-bit words as high and low halves: plain numbers are some thirty times faster than bigint here.
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  #resultHigh = 0;
  #resultLow = 0;
  #spare = NaN;

  /** @param seed any bigint (taken modulo 2^64) or safe integer; a negative one counts from 2^64 down */
  constructor(seed: number | bigint) {
    const state = splitmix64(BigInt(seed), 4);
    this.#high = Uint32Array.from(state, (word) => Number(word >> 32n));
    this.#low = Uint32Array.from(state, (word) => Number(word & 0xffff_ffffn));
  }

  #advance(): void {
    const h = this.#high, l = this.#low;
    const h1 = h[1], l1 = l[1];
    let low = l1 * 5;
    let high = h1 * 5 + Math.floor(low / WORD);
    const rotatedHigh = ((high << 7) | ((low >>> 0) >>> 25)) >>> 0;
    const rotatedLow = ((low << 7) | ((high >>> 0) >>> 25)) >>> 0;
    low = rotatedLow * 9;
    high = rotatedHigh * 9 + Math.floor(low / WORD);
    this.#resultHigh = high >>> 0;
    this.#resultLow = low >>> 0;
    h[2] ^= h[0];
    l[2] ^= l[0];
    h[3] ^= h1;
    l[3] ^= l1;
    h[1] ^= h[2];
    l[1] ^= l[2];
    h[0] ^= h[3];
    l[0] ^= l[3];
    h[2] ^= (h1 << 17) | (l1 >>> 15);
    l[2] ^= l1 << 17;
    // A rotation by 45 is one by 13 with the halves swapped.
    const h3 = h[3], l3 = l[3];
    h[3] = (l3 << 13) | (h3 >>> 19);
    l[3] = (h3 << 13) | (l3 >>> 19);
  }

  /** The next 64 random bits. */
  uint64(): bigint {
    this.#advance();
    return (BigInt(this.#resultHigh) << 32n) | BigInt(this.#resultLow);
  }

  /** Uniform in [0, 1): the upper 53 bits of the next output. */
  uniform(): number {
    this.#advance();
    return (this.#resultHigh * 0x20_0000 + (this.#resultLow >>> 11)) / 0x20_0000_0000_0000;
  }

  /** Uniform integer in [0, bound), `bound` at most 2^32. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal, by Box and Muller in float64. The same on one machine, not to the last bit on all of them. */
  gaussian(): number {
    if (!Number.isNaN(this.#spare)) {
      const value = this.#spare;
      this.#spare = NaN;
      return value;
    }
    // 1 − u is in (0, 1], whose logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
