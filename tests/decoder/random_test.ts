import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../functions/_shared/random.ts";

// First outputs of Blackman and Vigna's xoshiro256starstar.c with the state filled by their splitmix64.c, as computed by
// a transcription in exact integers below (bigint), which is the independent reference.
function* reference(seed: bigint): Generator<bigint> {
  const mask = (1n << 64n) - 1n;
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & mask;
  const s: bigint[] = [];
  let x = seed;
  for (let i = 0; i < 4; i++) {
    x = (x + 0x9e3779b97f4a7c15n) & mask;
    let z = x;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    s.push(z ^ (z >> 31n));
  }
  while (true) {
    yield (rotl((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1] << 17n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45n);
  }
}

Deno.test("Random gives the integers of xoshiro256** seeded by splitmix64", () => {
  for (const seed of [0n, 1n, 42n, 0xffff_ffff_ffff_ffffn, 0x0123_4567_89ab_cdefn]) {
    const random = new Random(seed), expected = reference(seed);
    for (let i = 0; i < 1000; i++) assertEquals(random.uint64(), expected.next().value);
  }
});

Deno.test("Random starts from splitmix64's published value", () => {
  // xoshiro's first output is rotl(s[1]·5, 7)·9 with s[1] the second splitmix64 output; for seed 1234567 that is
  // 3203168211198807973 (test vector of Rosetta Code and of rust-random's SplitMix64).
  const second = 3203168211198807973n, mask = (1n << 64n) - 1n;
  const five = (second * 5n) & mask;
  assertEquals(new Random(1234567).uint64(), ((((five << 7n) | (five >> 57n)) & mask) * 9n) & mask);
});

Deno.test("Random.gaussian has mean 0, variance 1 and the normal's tails", () => {
  const random = new Random(7), count = 200_000;
  let sum = 0, squares = 0, beyond2 = 0;
  for (let i = 0; i < count; i++) {
    const value = random.gaussian();
    sum += value;
    squares += value * value;
    if (Math.abs(value) > 2) beyond2++;
  }
  assertLess(Math.abs(sum / count), 0.01);
  assertAlmostEquals(squares / count, 1, 0.015);
  assertAlmostEquals(beyond2 / count, 0.0455, 0.002);
});

Deno.test("Random.below stays in its range and reaches all of it", () => {
  const random = new Random(3), seen = new Set<number>();
  for (let i = 0; i < 500; i++) seen.add(random.below(10));
  assertEquals([...seen].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
