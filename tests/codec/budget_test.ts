import { assert, assertEquals, assertGreater, assertLess, assertLessOrEqual, assertThrows } from "@std/assert";
import {
  type EncodedLayers,
  encodeLayers,
  encodeToBudget,
  type LayerSizes,
} from "../../functions/_shared/codec/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { randomKey, randomLatents, tinyCodec } from "./fixtures/codec.ts";

const codec = tinyCodec();

function sizesOf({ base, key, rest }: Partial<EncodedLayers>): LayerSizes {
  return {
    ...(base && { base: base.length }),
    ...(key && { key: key.length }),
    ...(rest && { rest: rest.length }),
  };
}

/** Bytes with a header of 60 and a CRC of 3 for each layer. */
function inBytes(sizes: LayerSizes): number {
  return Object.values(sizes).reduce((sum: number, bytes: number) => sum + bytes + 3, 60);
}

/** Channel symbols, in code blocks: a cost that rises in jumps and weighs layers differently. */
function inSymbols({ base, key, rest }: LayerSizes): number {
  const blocks = (bytes: number | undefined, rate: number) =>
    bytes === undefined ? 0 : Math.ceil(((bytes + 3) * 8) / rate / 96) * 96;
  return 960 + blocks(base, 0.7) + blocks(key, 1.1) + blocks(rest, 1.1);
}

Deno.test("encodeToBudget() never exceeds the budget and fills it where content allows", () => {
  const random = new Random(1);
  for (let i = 0; i < 12; i++) {
    const h = 8 + random.below(16), w = 8 + random.below(16);
    const latents = randomLatents(h, w, i, 0.5 + random.uniform());
    const key = randomKey(h * w, [0, 0.3, 0.6, 1][i % 4], i);
    const costOf = i % 2 ? inSymbols : inBytes;
    const finest = encodeLayers(codec, latents, { key, q: 14, rho: 0 });
    const budget = costOf(sizesOf(finest));
    const made = encodeToBudget(codec, latents, key, costOf, budget);
    assertEquals(made.cost, costOf(sizesOf(made.layers)));
    assertLessOrEqual(made.cost, budget);
    // Code blocks are up to 1 % of these budgets.
    assertGreater(made.cost, (costOf === inBytes ? 0.98 : 0.97) * budget);
    assertLessOrEqual(made.encodes, 8);
  }
});

Deno.test("encodeToBudget() gives exactly what encodeLayers() gives for its choice", () => {
  const latents = randomLatents(10, 12, 3), key = randomKey(120, 0.4, 4);
  const made = encodeToBudget(codec, latents, key, inBytes, 1200);
  const { q, rho, weight } = made;
  assertEquals(Object.keys(made.layers), ["base", "key"]);
  assertEquals(made.layers, encodeLayers(codec, latents, { key, q, rho, weight, layers: ["base", "key"] }));
});

Deno.test("encodeToBudget() refines the rest too once the budget is generous", () => {
  const latents = randomLatents(10, 12, 3), key = randomKey(120, 0.4, 4);
  const made = encodeToBudget(codec, latents, key, inBytes, 20_000);
  assertEquals(Object.keys(made.layers), ["base", "key", "rest"]);
  assertEquals(made.rho, 8);
});

Deno.test("encodeToBudget() sends only a base where all is key and the budget is small", () => {
  const latents = randomLatents(10, 12, 3, 0.2), key = new Uint8Array(120).fill(1);
  assertEquals(Object.keys(encodeToBudget(codec, latents, key, inBytes, 900).layers), ["base"]);
  assertEquals(Object.keys(encodeToBudget(codec, latents, key, inBytes, 5000).layers), ["base", "key"]);
});

Deno.test("encodeToBudget() takes layers and rho from the caller", () => {
  const latents = randomLatents(10, 12, 5), key = randomKey(120, 0.4, 6);
  const made = encodeToBudget(codec, latents, key, inBytes, 5000, { layers: ["base", "key", "rest"], rho: 3 });
  assertEquals([Object.keys(made.layers), made.rho], [["base", "key", "rest"], 3]);
  assertLessOrEqual(made.cost, 5000);
  assertThrows(() => encodeToBudget(codec, latents, key, inBytes, 5000, { rho: 16 }), SemcastError, "rho");
});

Deno.test("encodeToBudget() drops layers before it fails, and fails only when the header does not fit", () => {
  const latents = randomLatents(12, 16, 7, 3), key = randomKey(192, 0.5, 8);
  let before = Infinity;
  for (let budget = 2000; budget >= 60; budget = Math.floor(budget * 0.7)) {
    const made = encodeToBudget(codec, latents, key, inBytes, budget);
    assertLessOrEqual(made.cost, budget);
    const count = Object.keys(made.layers).length;
    assertLessOrEqual(count, before);
    before = count;
  }
  assertEquals(before, 0);
  const error = assertThrows(() => encodeToBudget(codec, latents, key, inBytes, 59), SemcastError);
  assertEquals(error.code, "budget-too-small");
});

Deno.test("encodeToBudget() returns the finest setting when the budget is more than that", () => {
  const latents = randomLatents(6, 6, 9), key = randomKey(36, 0.5, 10);
  const made = encodeToBudget(codec, latents, key, inBytes, 1e9);
  assertEquals(made.q, 0);
  assertLess(made.cost, 1e6);
  assert(made.layers.rest !== undefined);
});

Deno.test("encodeToBudget() copes with one cell and with latents that are all zero", () => {
  const one = encodeToBudget(codec, randomLatents(1, 1, 11), Uint8Array.of(1), inBytes, 300);
  assertLessOrEqual(one.cost, 300);
  const flat = { y: new Int16Array(9 * 192), h: 3, w: 3 };
  const made = encodeToBudget(codec, flat, new Uint8Array(9), inBytes, 5000);
  assertLessOrEqual(made.cost, 5000);
});
