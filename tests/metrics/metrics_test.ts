import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { psnr, ssim } from "../../kernels/metrics/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import expected from "./expected.json" with { type: "json" };

/** The same pictures as pair() in make_expected.py. */
function pair(width: number, height: number, strength: number): [Rgb, Rgb] {
  const a = new Uint8Array(width * height * 3), b = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) {
    const c = i % 3, x = Math.floor(i / 3) % width, y = Math.floor(i / (3 * width));
    a[i] = ((x * 3 + y * 2 + c * 40) ^ ((x * y) >> 6)) & 255;
    const noise = Math.imul(i, 2654435761) >>> 24;
    b[i] = Math.min(255, Math.max(0, a[i] + Math.floor((noise - 128) * strength / 128)));
  }
  return [{ width, height, data: a }, { width, height, data: b }];
}

for (const row of expected) {
  Deno.test(`psnr() and ssim() agree with piq at ${row.width} × ${row.height}, noise ${row.strength}`, () => {
    const [a, b] = pair(row.width, row.height, row.strength);
    assertAlmostEquals(ssim(a, b) / row.ssim, 1, 1e-3);
    assertAlmostEquals(psnr(a, b) / row.psnr, 1, 2e-4); // piq adds 1e-8 to the error
  });
}

Deno.test("psnr() with a mask looks at the chosen cells alone", () => {
  const [a, b] = pair(32, 16, 32);
  const left: Rgb = { ...b, data: b.data.slice() };
  for (let y = 0; y < 16; y++) left.data.set(a.data.subarray((y * 32 + 16) * 3, (y * 32 + 32) * 3), (y * 32 + 16) * 3);
  const cells = Uint8Array.of(1, 0);
  assertEquals(psnr(a, left, { cells, value: 0 }), Infinity);
  assertAlmostEquals(psnr(a, left, { cells, value: 1 }), psnr(a, b, { cells, value: 1 }), 1e-9);
  assertEquals(psnr(a, b, { cells, value: 7 }), NaN);
});

Deno.test("metrics refuse pictures of different sizes and small ones", () => {
  const [a] = pair(32, 16, 2), [c] = pair(16, 32, 2), [small] = pair(10, 10, 2);
  assertEquals(assertThrows(() => psnr(a, c), SemcastError).code, "invalid-argument");
  assertEquals(assertThrows(() => ssim(small, small), SemcastError).code, "invalid-argument");
});
