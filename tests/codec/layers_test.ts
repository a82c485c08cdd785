import { assert, assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import {
  analyze,
  type Decoded,
  decodeLayers,
  encodeLayers,
  type Latents,
  loadCodec,
  MAX_Q,
  MAX_RHO,
  STEPS,
} from "../../functions/_shared/codec/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { codecBytes, codecJson, randomKey, randomLatents, randomPhoto, tinyCodec } from "./fixtures/codec.ts";

const CHANNELS = 192;
const codec = tinyCodec();
/** Errors are worth so much that bits do not count. */
const FREE = 1e9;

/** Symbol of the quantizer where bits are for free: ⌊|y|/Δ + 0.44⌋ with the sign of y, exact but for a shift in whole units. */
function rounded(y: number, step: number): number {
  const magnitude = y === 0 ? 0 : Math.min(32767, Math.abs(y) + Math.round((0.44 - 0.4) * step));
  return Math.sign(y) * Math.floor((10 * magnitude + 4 * step) / (10 * step));
}

/** Base symbol of a latent that is refined, worked out from the latent alone, as the value that it stands for. */
function baseOf(y: number, step: number): number {
  const k = rounded(y, step);
  return 3 * Math.trunc((k + Math.sign(k)) / 3) * step;
}

/** The least error that a latent can be coded with where bits are for free. */
function leastError(y: number, step: number, sent: boolean): number {
  if (!sent) return Math.abs(y - 3 * step * Math.round(y / (3 * step)));
  return Math.min(...[-step, 0, step].map((r) => Math.abs(y - baseOf(y, step) - r)));
}

/** Sum of squared errors in Q9. */
function squaredError({ y, h, w }: Latents, { yHat }: Decoded): number {
  return y.reduce((sum, value, i) => {
    const cell = Math.floor(i / CHANNELS), c = i % CHANNELS;
    return sum + (value - 512 * yHat[c * h * w + cell]) ** 2;
  }, 0);
}

Deno.test("latents are decoded as closely as their steps allow where bits are for free, for all shapes, steps and layers", () => {
  const shapes = [[1, 1], [1, 2], [2, 1], [3, 5], [4, 4], [5, 9], [7, 2], [13, 17], [48, 32]];
  const random = new Random(1);
  for (const [index, [h, w]] of shapes.entries()) {
    const latents = randomLatents(h, w, index, 0.5 + 2 * random.uniform());
    const key = randomKey(h * w, [0, 0.3, 0.7, 1][index % 4], index);
    const q = random.below(MAX_Q + 1), rho = random.below(MAX_RHO + 1);
    const layers = ([["base"], ["base", "key"], ["base", "key", "rest"]] as const)[index % 3];
    const coded = encodeLayers(codec, latents, { key, q, rho, layers, weight: FREE });
    const decoded = decodeLayers(codec, { h, w, q, rho, key, base: coded.base, keyLayer: coded.key, rest: coded.rest });
    for (let cell = 0; cell < h * w; cell++) {
      const sent = key[cell] === 1 ? layers.length > 1 : layers.length > 2;
      const step = STEPS[key[cell] === 1 ? q : Math.min(MAX_Q, q + rho)];
      assertEquals([decoded.refined[cell], decoded.reliability[cell]], [sent ? 1 : 0, 1]);
      assertAlmostEquals(decoded.step[cell], Math.log2((step / 512) * (sent ? 1 : 3)), 1e-6);
      for (let c = 0; c < CHANNELS; c++) {
        const y = latents.y[cell * CHANNELS + c];
        assertEquals(Math.abs(y - 512 * decoded.yHat[c * h * w + cell]), leastError(y, step, sent));
      }
    }
  }
});

Deno.test("a refinement that is missing leaves its cells coarse and the others as they are", () => {
  const h = 6, w = 7, q = 12, rho = 5;
  const latents = randomLatents(h, w, 20), key = randomKey(h * w, 0.5, 21);
  const { base, key: keyLayer, rest } = encodeLayers(codec, latents, { key, q, rho, weight: FREE });
  const options = { h, w, q, rho, key, base };
  const whole = decodeLayers(codec, { ...options, keyLayer, rest });
  for (const [part, lost] of [[{ keyLayer }, 0], [{ rest }, 1]] as const) {
    const decoded = decodeLayers(codec, { ...options, ...part });
    for (let cell = 0; cell < h * w; cell++) {
      const isLost = key[cell] === lost, step = STEPS[key[cell] === 1 ? q : q + rho];
      assertEquals(decoded.refined[cell], isLost ? 0 : 1);
      for (let c = 0; c < CHANNELS; c++) {
        const at = c * h * w + cell;
        if (!isLost) assertEquals(decoded.yHat[at], whole.yHat[at]);
        // -0 and 0 are equal here.
        else assert(decoded.yHat[at] === baseOf(latents.y[cell * CHANNELS + c], step) / 512);
      }
    }
  }
});

Deno.test("without its base everything is lost, whatever else arrived", () => {
  const latents = randomLatents(3, 4, 30), key = randomKey(12, 0.5, 31);
  const { key: keyLayer, rest } = encodeLayers(codec, latents, { key, q: 10, rho: 0 });
  const decoded = decodeLayers(codec, { h: 3, w: 4, q: 10, rho: 0, key, keyLayer, rest });
  assertEquals(decoded.yHat, new Float32Array(12 * CHANNELS));
  assertEquals([...decoded.reliability, ...decoded.refined], new Array(24).fill(0));
  assertAlmostEquals(decoded.step[0], Math.log2((3 * STEPS[10]) / 512), 1e-6);
});

function checkUsable(decoded: Decoded): void {
  assert(decoded.yHat.every(Number.isFinite));
  assert(decoded.step.every(Number.isFinite));
  assert(decoded.reliability.every((value) => value === 0 || value === 1));
}

Deno.test("damaged layers never throw: flipped bits, cut ends, garbage", () => {
  const h = 5, w = 6, q = 8, rho = 4, random = new Random(40);
  const latents = randomLatents(h, w, 41), key = randomKey(h * w, 0.5, 42);
  const coded = encodeLayers(codec, latents, { key, q, rho });
  const damage = (bytes: Uint8Array | undefined): Uint8Array => {
    const copy = bytes?.slice() ?? new Uint8Array();
    const kind = random.below(4);
    if (kind === 0) copy[random.below(copy.length)] ^= 1 << random.below(8);
    else if (kind === 1) return copy.subarray(0, random.below(copy.length));
    else if (kind === 2) return copy.map(() => random.below(256));
    return copy;
  };
  for (let i = 0; i < 300; i++) {
    checkUsable(decodeLayers(codec, {
      h,
      w,
      q,
      rho,
      key,
      base: damage(coded.base),
      keyLayer: damage(coded.key),
      rest: damage(coded.rest),
    }));
  }
});

Deno.test("latents at the ends of their range survive", () => {
  const y = Int16Array.from({ length: 4 * CHANNELS }, (_, i) => [32767, -32768, 0, 1][i % 4]);
  const key = Uint8Array.of(1, 0, 1, 0);
  for (const q of [0, MAX_Q]) {
    const coded = encodeLayers(codec, { y, h: 2, w: 2 }, { key, q, rho: 0, weight: FREE });
    const decoded = decodeLayers(codec, {
      h: 2,
      w: 2,
      q,
      rho: 0,
      key,
      base: coded.base,
      keyLayer: coded.key,
      rest: coded.rest,
    });
    for (let cell = 0; cell < 4; cell++) {
      for (let c = 0; c < CHANNELS; c++) {
        const value = y[cell * CHANNELS + c];
        assertEquals(Math.abs(value - 512 * decoded.yHat[c * 4 + cell]), leastError(value, STEPS[q], true));
      }
    }
  }
});

Deno.test("a lower worth of errors gives fewer bits and more distortion", () => {
  const h = 12, w = 12, latents = randomLatents(h, w, 50), key = randomKey(h * w, 0.5, 51);
  const sizes: number[] = [], errors: number[] = [];
  for (const weight of [1000, 16, 8, 2]) {
    const coded = encodeLayers(codec, latents, { key, q: 20, rho: 0, weight });
    sizes.push(coded.base.length + (coded.key?.length ?? 0) + (coded.rest?.length ?? 0));
    const layers = { base: coded.base, keyLayer: coded.key, rest: coded.rest };
    errors.push(squaredError(latents, decodeLayers(codec, { h, w, q: 20, rho: 0, key, ...layers })));
  }
  for (let i = 1; i < sizes.length; i++) {
    assertGreater(sizes[i - 1], sizes[i]);
    assertGreater(errors[i], errors[i - 1]);
  }
});

Deno.test("analyze() covers photos whose sides are no multiples of 16", () => {
  for (const [width, height] of [[1, 1], [16, 16], [17, 15], [100, 33]]) {
    const latents = analyze(codec, randomPhoto(width, height, 60));
    assertEquals([latents.w, latents.h], [Math.ceil(width / 16), Math.ceil(height / 16)]);
    assertEquals(latents.y.length, latents.w * latents.h * CHANNELS);
  }
});

Deno.test("loadCodec() refuses files that are no codec of this build", () => {
  const cases: [Uint8Array, unknown, string][] = [
    [codecBytes, { ...codecJson, z_mu: [1] }, "unsupported"],
    [codecBytes, { ...codecJson, M: 128 }, "unsupported"],
    [codecBytes, null, "unsupported"],
    [codecBytes.subarray(0, 100), codecJson, "malformed"],
    [new Uint8Array(), codecJson, "malformed"],
  ];
  for (const [bytes, json, code] of cases) {
    assertEquals(assertThrows(() => loadCodec(bytes, json), SemcastError).code, code);
  }
});

Deno.test("parameters out of their ranges are «invalid-argument» at both ends", () => {
  const latents = randomLatents(2, 2, 70), key = new Uint8Array(4);
  const wrong = [{ q: -1 }, { q: 48 }, { q: 1.5 }, { rho: 16 }, { rho: -1 }, { key: new Uint8Array(3) }];
  for (const change of wrong) {
    const options = { key, q: 3, rho: 0, ...change };
    for (
      const action of [
        () => encodeLayers(codec, latents, options),
        () => decodeLayers(codec, { h: 2, w: 2, base: new Uint8Array(9), ...options }),
      ]
    ) assertEquals(assertThrows(action, SemcastError).code, "invalid-argument");
  }
});
