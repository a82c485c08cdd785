import { assertAlmostEquals, assertEquals } from "@std/assert";
import { worthOfErrors } from "../../functions/_shared/codec/activity.ts";

Deno.test("worthOfErrors() is the mean deviation of brightness over that of the cell, within bounds", () => {
  const channels = 192, y = new Int16Array(4 * channels);
  // One coefficient of grey brightness: its square is 768 times the variance of the cell's pixels.
  const deviations = [0, 0.02, 0.05, 0.4];
  deviations.forEach((deviation, cell) => y[cell * channels + 7] = Math.round(512 * Math.sqrt(768) * deviation));
  const felt = deviations.map((deviation) => Math.hypot(deviation, Math.sqrt(5e-4)));
  const mean = felt.reduce((a, b) => a + b) / 4;
  const worth = worthOfErrors({ y, h: 2, w: 2 });
  felt.forEach((value, cell) => assertAlmostEquals(worth[cell], Math.min(3, Math.max(0.35, mean / value)), 5e-3));
});

Deno.test("worthOfErrors() does not look at brightness itself, nor at colour", () => {
  const y = new Int16Array(2 * 192);
  [y[0], y[150]] = [3000, 900];
  assertEquals([...worthOfErrors({ y, h: 1, w: 2 })], [1, 1]);
});
