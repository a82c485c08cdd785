import { assert, assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { quantize } from "../../kernels/entropy/wasm.ts";

Deno.test("quantize() rounds with a dead zone of 0.6 step, nested where it is refined", () => {
  // In units of a tenth of the step, so that borders are exact: 59 is below 0.6 of 100, 60 is not.
  const y = Int16Array.of(0, 59, 60, 159, 160, 260, -59, -60, -160, 360, 32767, -32768);
  const { k0, r } = quantize(y, Uint16Array.of(100), Uint8Array.of(1), y.length);
  assertEquals([...k0], [0, 0, 0, 0, 1, 1, 0, 0, -1, 1, 109, -109]);
  assertEquals([...r], [0, 0, 1, 1, -1, 0, 0, -1, 1, 1, 1, -1]);
  const coarse = quantize(Int16Array.of(179, 180, -180, 479, 480), Uint16Array.of(100), Uint8Array.of(0), 5);
  assertEquals([...coarse.k0], [0, 1, -1, 1, 2]);
  assertEquals([...coarse.r], [0, 0, 0, 0, 0]);
});

Deno.test("what quantize() gives lies within 0.6 of the step that was asked for", () => {
  const rng = new Random(51);
  const cells = 500, channels = 24;
  const y = Int16Array.from({ length: cells * channels }, () => rng.below(65536) - 32768);
  const steps = Uint16Array.from({ length: cells }, () => 1 + rng.below(5000));
  const refined = Uint8Array.from({ length: cells }, () => rng.below(2));
  const { k0, r } = quantize(y, steps, refined, channels);
  for (let i = 0; i < y.length; i++) {
    const cell = Math.floor(i / channels);
    const step = steps[cell] * (refined[cell] ? 1 : 3);
    const back = steps[cell] * (3 * k0[i] + r[i]);
    assert(Math.abs(y[i] - back) <= 0.6 * step + 1e-9, `${y[i]} came back as ${back} at step ${step}`);
    assert(refined[cell] === 1 || r[i] === 0);
  }
});

Deno.test("many cells, which quantize() takes some at a time, come out as each does alone", () => {
  const rng = new Random(52);
  const cells = 2500, channels = 3;
  const y = Int16Array.from({ length: cells * channels }, () => rng.below(65536) - 32768);
  const steps = Uint16Array.from({ length: cells }, () => 1 + rng.below(5000));
  const refined = Uint8Array.from({ length: cells }, () => rng.below(2));
  const { k0, r } = quantize(y, steps, refined, channels);
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [cell * channels, (cell + 1) * channels];
    const one = quantize(y.slice(from, to), steps.slice(cell, cell + 1), refined.slice(cell, cell + 1), channels);
    assertEquals(k0.subarray(from, to), one.k0);
    assertEquals(r.subarray(from, to), one.r);
  }
});

Deno.test("quantize() of sizes that do not go together is refused, however many cells there are", () => {
  for (const [values, steps, flags] of [[9000, 3000, 3001], [9001, 3000, 3000], [9000, 3001, 3000], [3, 1, 0]]) {
    assertThrows(
      () => quantize(new Int16Array(values), new Uint16Array(steps).fill(1), new Uint8Array(flags), 3),
      SemcastError,
      "do not go together",
    );
  }
});
