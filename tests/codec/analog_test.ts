import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  allocate,
  analogModel,
  encodeLayers,
  expectedError,
  fromAmplitudes,
  type Latents,
  toAmplitudes,
} from "../../functions/_shared/codec/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { randomKey, randomLatents, tinyCodec } from "./fixtures/codec.ts";

const CHANNELS = 192;
const codec = tinyCodec();
const h = 9, w = 14, slots = 3000;

function modelFor(latents: Latents, share: number, q = 30) {
  const key = randomKey(h * w, share, 5);
  const { base } = encodeLayers(codec, latents, { key, q, rho: 0, layers: [] });
  const model = analogModel(codec, { h, w, q, rho: 0, key }, base);
  assert(model !== undefined);
  return model;
}

/** Sends over white noise; squared error of all latents. */
function over(latents: Latents, share: number, planned: number, real: number, seed = 1) {
  const model = modelFor(latents, share);
  const allocation = allocate(model, slots, planned);
  const { symbols, excess } = toAmplitudes(latents, model, allocation, slots / 2, (value) => value);
  const random = new Random(seed);
  const received = symbols.map((value) => value + Math.sqrt(real) * random.gaussian());
  const noise = new Float32Array(slots / 2).fill(2 * real);
  const decoded = fromAmplitudes(model, allocation, received, noise, excess);
  const error = latents.y.reduce((sum, value, i) => {
    return sum + (value / 512 - decoded.yHat[(i % CHANNELS) * h * w + Math.floor(i / CHANNELS)]) ** 2;
  }, 0);
  return { model, allocation, symbols, decoded, error };
}

Deno.test("amplitudes have unit mean energy a complex symbol and fill no more than their slots", () => {
  for (const planned of [0.01, 0.5, 20]) {
    const { symbols, allocation } = over(randomLatents(h, w, 1), 0.4, planned, planned);
    assertAlmostEquals(symbols.reduce((sum, v) => sum + v * v, 0) / (slots / 2), 1, 1e-4);
    assertAlmostEquals(allocation.energy.reduce((sum, e) => sum + e, 0), slots / 2, 1e-6);
    assert(allocation.sent.length <= slots && allocation.energy.every((energy) => energy > 0));
    assertEquals(new Set(allocation.sent).size, allocation.sent.length);
  }
});

Deno.test("the allocation is the best: moving energy between two latents never lowers the expected error", () => {
  const noise = 0.3, model = modelFor(randomLatents(h, w, 2), 0);
  const { sent, energy } = allocate(model, slots, noise);
  const cost = (i: number, e: number) => model.deviation[i] ** 2 * noise / (e + noise);
  const random = new Random(3);
  for (let trial = 0; trial < 500; trial++) {
    const a = random.below(sent.length), b = (a + 1 + random.below(sent.length - 1)) % sent.length;
    const moved = 0.1 * energy[a];
    const before = cost(sent[a], energy[a]) + cost(sent[b], energy[b]);
    const after = cost(sent[a], energy[a] - moved) + cost(sent[b], energy[b] + moved);
    assertGreater(after, before - 1e-9 * before);
  }
});

Deno.test("over almost no noise the sent latents come back, all others are what the base says", () => {
  const latents = randomLatents(h, w, 4);
  const { decoded, allocation, model } = over(latents, 0.5, 1e-9, 1e-9);
  const sent = new Set(allocation.sent);
  for (let i = 0; i < latents.y.length; i++) {
    const cell = Math.floor(i / CHANNELS);
    const expected = sent.has(i) ? latents.y[i] / 512 : model.start[i];
    assertAlmostEquals(decoded.yHat[(i % CHANNELS) * h * w + cell], expected, 2e-3);
  }
  assert(decoded.reliability.every((value) => value >= 0 && value <= 1));
});

Deno.test("the error falls with the noise, below and above what was planned for, and never exceeds the base's", () => {
  const latents = randomLatents(h, w, 6);
  const start = modelFor(latents, 0.3).start;
  const without = latents.y.reduce((sum, value, i) => sum + (value / 512 - start[i]) ** 2, 0);
  let before = without * 1.02;
  for (const real of [8, 2, 0.5, 0.1, 0.02]) {
    const { error, decoded } = over(latents, 0.3, 0.5, real);
    assertLess(error, before);
    before = error;
    assert(decoded.reliability.every((value) => value >= 0 && value <= 1));
  }
});

Deno.test("the expected error is what is found, on average", () => {
  const latents = randomLatents(h, w, 7), noise = 0.4;
  const model = modelFor(latents, 0);
  const expected = expectedError(latents, model, allocate(model, slots, noise), noise);
  let found = 0;
  for (let seed = 0; seed < 8; seed++) found += over(latents, 0, noise, noise, seed).error / 8;
  assertAlmostEquals(found / expected, 1, 0.03);
});

Deno.test("without a base the latents themselves are sent", () => {
  const setting = { h, w, q: 47, rho: 0, key: new Uint8Array(h * w) };
  const model = analogModel(codec, setting, undefined);
  assertEquals(model?.start.every((value) => value === 0), true);
  assertAlmostEquals(model?.deviation[1] ?? 0, codec.description.lost_scale[1] / 4);
});
