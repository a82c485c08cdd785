import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { applyCorrection } from "../../functions/_shared/decoder/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { CHANNELS, LOST_SCALE, randomDecoded } from "./fixtures/decoded.ts";

function drawn(length: number): Float32Array {
  const random = new Random(9);
  return Float32Array.from({ length }, () => 6 * random.gaussian());
}

Deno.test("applyCorrection() keeps key cells that arrived to the last bit and all others inside their bins", () => {
  const h = 7, w = 9, cells = h * w;
  const { decoded, key } = randomDecoded(h, w, 0.2, 8);
  const out = applyCorrection(decoded, drawn(CHANNELS * cells), { key, lostScale: LOST_SCALE, fidelity: 0 });
  let changed = 0;
  for (let cell = 0; cell < cells; cell++) {
    const delta = 2 ** decoded.step[cell];
    for (let c = 0; c < CHANNELS; c++) {
      const at = c * cells + cell, y = decoded.yHat[at], g = out[at];
      if (decoded.reliability[cell] === 0) continue;
      if (key[cell] === 1) {
        assertEquals(g, y);
        continue;
      }
      if (g !== y) changed++;
      // Symbol of the transmitter's quantizer, k = sign·⌊|y|/Δ + 0.4⌋, up to a float's rounding at the edge. The bin of a
      // coarse cell is wider towards zero, where it may stem from a refinement that got lost.
      const slack = decoded.refined[cell] ? 1e-4 : 0.07;
      const k = Math.round(y / delta), position = Math.sign(k || 1) * g / delta;
      if (k === 0) assertLessOrEqual(Math.abs(g) / delta, 0.6 + 1e-4);
      else assert(position >= Math.abs(k) - 0.4 - slack && position <= Math.abs(k) + 0.6 + 1e-4, `${position} ${k}`);
    }
  }
  assertLess(1000, changed);
});

Deno.test("applyCorrection() changes nothing at fidelity 1 and fades continuously", () => {
  const { decoded, key } = randomDecoded(4, 4, 0.3, 10);
  const x1 = drawn(CHANNELS * 16), lostScale = LOST_SCALE;
  assertEquals(applyCorrection(decoded, x1, { key, lostScale, fidelity: 1 }).map(Math.abs), decoded.yHat.map(Math.abs));
  const a = applyCorrection(decoded, x1, { key, lostScale, fidelity: 0.5 });
  const b = applyCorrection(decoded, x1, { key, lostScale, fidelity: 0.501 });
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  assertLess(worst, 0.1);
});

Deno.test("applyCorrection() fills lost cells with the drawn values", () => {
  const { decoded, key } = randomDecoded(2, 2, 1.1, 11);
  const x1 = drawn(CHANNELS * 4);
  const out = applyCorrection(decoded, x1, { key, lostScale: LOST_SCALE, fidelity: 0.5 });
  assertEquals(out, x1.map((value, i) => 0.25 * value * LOST_SCALE[Math.floor(i / 4)]));
});
