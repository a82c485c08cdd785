import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { psnr, SIMILARITIES, similarity, similarityByRegion, ssim } from "../../kernels/metrics/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import expected from "./expected.json" with { type: "json" };
import { pair } from "./pairs.ts";

// Two hundred pairs take minutes: all in continuous integration, or when asked for by CI=true, else every seventh.
const rows = Deno.env.get("CI") ? expected.rows : expected.rows.filter((_, i) => i % 7 === 0);
const sizes = new Set(rows.map(([width, height]) => `${width} ${height}`));
for (const size of sizes) {
  const [width, height] = size.split(" ").map(Number);
  const these = rows.filter((row) => row[0] === width && row[1] === height);
  Deno.test(`All metrics agree with piq to a thousandth on ${these.length} of the pairs of ${width} × ${height} pixels`, () => {
    for (const row of these) {
      const [, , strength, smooth] = row.map(Number);
      const [a, b] = pair(width, height, strength, smooth === 1);
      const said = (name: string) => row[expected.columns.indexOf(name)];
      assertAlmostEquals(psnr(a, b) / Number(said("psnr")), 1, 1e-3, `psnr, strength ${strength}`);
      for (const metric of SIMILARITIES) {
        const value = said(metric);
        if (value === null) continue;
        assertAlmostEquals(similarity(metric, a, b) / value, 1, 1e-3, `${metric}, strength ${strength}, ${smooth}`);
      }
    }
  });
}

Deno.test("Metrics of a picture of one colour, which is shown where nothing arrived, are those of piq, in no more time", () => {
  const [photo] = pair(512, 384, 48);
  const still: Rgb = { ...photo, data: photo.data.map((_, i) => [92, 81, 68][i % 3]) };
  // What measure() of make_expected.py says of the two.
  const said = [0.05520238, 0.04496235, 0.2935862, 0.2119234, 0.2280999, 0.6086292];
  SIMILARITIES.forEach((metric, i) => assertAlmostEquals(similarity(metric, photo, still) / said[i], 1, 1e-4, metric));
});

Deno.test("psnr() with a mask looks at the chosen cells alone", () => {
  const [a, b] = pair(32, 16, 32);
  const left: Rgb = { ...b, data: b.data.slice() };
  for (let y = 0; y < 16; y++) left.data.set(a.data.subarray((y * 32 + 16) * 3, (y * 32 + 32) * 3), (y * 32 + 16) * 3);
  const cells = Uint8Array.of(1, 0);
  assertEquals(psnr(a, left, { cells, value: 0 }), Infinity);
  assertAlmostEquals(psnr(a, left, { cells, value: 1 }), psnr(a, b, { cells, value: 1 }), 1e-9);
  assertEquals(psnr(a, b, { cells, value: 7 }), NaN);
});

Deno.test("Metrics by region tell a spoilt region from a clean one, and agree with the whole where all is key", () => {
  const [a, b] = pair(320, 176, 48);
  const spoilt: Rgb = { ...a, data: a.data.slice() };
  for (let y = 0; y < 176; y++) spoilt.data.set(b.data.subarray(y * 960, y * 960 + 480), y * 960);
  const left = Uint8Array.from({ length: 220 }, (_, i) => i % 20 < 10 ? 1 : 0);
  for (const metric of SIMILARITIES) {
    const { whole, key, rest } = similarityByRegion(metric, a, spoilt, left);
    const worse = metric === "gmsd" ? [rest, key] : [key, rest];
    assertEquals(worse[0] < worse[1], true, `${metric}: ${key} in the spoilt half, ${rest} in the other`);
    const all = similarityByRegion(metric, a, spoilt, left.map(() => 1));
    assertAlmostEquals(all.key, whole, 1e-9);
    assertEquals(all.rest, NaN);
  }
});

Deno.test("Metrics refuse pictures of different sizes, small ones and masks of another size", () => {
  const [a, b] = pair(32, 16, 2), [c] = pair(16, 32, 2), [small] = pair(10, 10, 2);
  assertEquals(assertThrows(() => psnr(a, c), SemcastError).code, "invalid-argument");
  assertEquals(assertThrows(() => ssim(small, small), SemcastError).code, "invalid-argument");
  assertEquals(assertThrows(() => similarity("ms_ssim", a, b), SemcastError).code, "invalid-argument");
  assertThrows(() => similarityByRegion("vsi", a, b, new Uint8Array(7)), SemcastError, "Mask must have 2 cells, got 7");
});

Deno.test("A picture of one pixel has metrics or is refused, and never traps", () => {
  const [a, b] = pair(1, 1, 8);
  for (const metric of SIMILARITIES) {
    try {
      assertEquals(typeof similarity(metric, a, b), "number");
    } catch (error) {
      assertEquals(error instanceof SemcastError && error.code, "invalid-argument", metric);
    }
  }
});
