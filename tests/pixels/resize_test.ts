import { assert, assertEquals, assertThrows } from "@std/assert";
import { padToMultiple } from "../../functions/_shared/codec/pad.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { resize, resizedRows, type Rgb } from "../../kernels/pixels/wasm.ts";
import { randomFrom } from "../semantics/random.ts";

function noise(width: number, height: number, seed = 1): Rgb {
  const random = randomFrom(seed);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => 256 * random()) };
}

Deno.test("a reduced picture has the means of the covered areas", () => {
  // More than one piece goes through the kernel.
  const [factorX, factorY] = [3, 5], from = noise(600, 400);
  const to = resize(from, from.width / factorX, from.height / factorY);
  for (let i = 0; i < to.data.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % to.width, Math.floor(i / 3 / to.width), i % 3];
    let sum = 0;
    for (let dy = 0; dy < factorY; dy++) {
      for (let dx = 0; dx < factorX; dx++) {
        sum += from.data[3 * ((y * factorY + dy) * from.width + x * factorX + dx) + c];
      }
    }
    assert(Math.abs(to.data[i] - sum / factorX / factorY) <= 1.1, `${i}: ${to.data[i]} for ${sum / factorX / factorY}`);
  }
});

Deno.test("any size becomes any other, and one colour stays one colour", () => {
  const random = randomFrom(2), side = () => 1 + Math.floor(300 * random() ** 3);
  for (let i = 0; i < 60; i++) {
    const from: Rgb = { width: side(), height: side(), data: new Uint8Array() };
    from.data = new Uint8Array(3 * from.width * from.height).fill(77);
    const to = resize(from, side(), side());
    assertEquals(to.data.length, 3 * to.width * to.height);
    assert(to.data.every((value) => value === 77));
  }
});

Deno.test("the rows of a resized picture come in their order, without a row too many", () => {
  const from = noise(700, 500, 3);
  const rows = [...resizedRows(from, 333, 777)];
  assert(rows.length > 1);
  assertEquals(new Uint8Array(rows.flatMap((part) => [...part])), resize(from, 333, 777).data);
});

Deno.test("sizes that do not go together are refused", () => {
  for (
    const broken of [{ width: 4, height: 4, data: new Uint8Array(47) }, { width: 0, height: 4, data: new Uint8Array() }]
  ) {
    const error = assertThrows(() => resize(broken, 2, 2), SemcastError);
    assertEquals(error.code, "invalid-argument");
  }
  assertEquals(assertThrows(() => resize(noise(4, 4), 0, 2), SemcastError).code, "invalid-argument");
});

Deno.test("a padded picture repeats its last column and row", () => {
  const from = noise(5, 3, 4), to = padToMultiple(from, 4);
  assertEquals([to.width, to.height], [8, 4]);
  for (let i = 0; i < to.data.length; i++) {
    const [x, y] = [Math.min(4, Math.floor(i / 3) % 8), Math.min(2, Math.floor(i / 24))];
    assertEquals(to.data[i], from.data[3 * (5 * y + x) + i % 3]);
  }
  assertEquals(padToMultiple(to, 4), to);
});
