import { assert, assertEquals, assertGreater } from "@std/assert";
import { multiplierLikeFloats } from "../../../models/convert/like_floats.ts";
import { roundHalfEven } from "../../../models/convert/network.ts";
import { randomFrom } from "../../semantics/random.ts";

const SHIFT = 32, REACH = 120_000;
const STEPS: [number, number] = [-20, 107];

/** Whether an accumulator gives another step by a multiplier than in single precision, both clamped. */
function differs(accumulator: number, mult: number, scale: number): boolean {
  const within = (step: number) => Math.min(Math.max(step, STEPS[0]), STEPS[1]);
  const theirs = roundHalfEven(Math.fround(Math.fround(accumulator) * scale));
  // Exact: the product stays below 2^53.
  const ours = Math.floor((accumulator * mult + 2 ** (SHIFT - 1)) / 2 ** SHIFT);
  return within(theirs) !== within(ours);
}

/** How many accumulators differ. */
function differences(mult: number, scale: number): number {
  let count = 0;
  for (let accumulator = -REACH; accumulator <= REACH; accumulator++) {
    count += Number(differs(accumulator, mult, scale));
  }
  return count;
}

Deno.test("every accumulator of a channel is rounded as single precision rounds it", () => {
  const random = randomFrom(5);
  let exactly = 0, before = 0, after = 0;
  for (let i = 0; i < 120; i++) {
    const scale = Math.fround(2 ** (-11 + 5 * random()));
    const exact = Math.round(scale * 2 ** SHIFT);
    const mult = multiplierLikeFloats(exact, SHIFT, scale, STEPS, REACH);
    assert(Math.abs(mult - exact) <= exact * 2 ** -20 + 2, `${exact} became ${mult}`);
    const left = differences(mult, scale);
    exactly += Number(left === 0);
    before += differences(exact, scale);
    after += left;
  }
  assertGreater(before, 10, "scales of which some do differ");
  // A multiplier near 2^23 has not the bits for each of 127 steps.
  assert(exactly >= 110 && after * 2 < before, `${exactly} of 120 exact, ${before} differences became ${after}`);
});

Deno.test("scales that are powers of two meet halves exactly, and give them to the even step", () => {
  // One multiplier cannot round 1/2 down and 3/2 up: the steps nearest to 0 are right.
  const mult = multiplierLikeFloats(2 ** 29, SHIFT, 0.125, STEPS, REACH);
  assertEquals([-4, 4].filter((accumulator) => differs(accumulator, mult, 0.125)), []);
});
