import { assert, assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { boxCells, keyCells, maskCells } from "../../functions/_shared/semantics/index.ts";
import { mapResampler, type MapSize } from "../../functions/_shared/semantics/resample_map.ts";
import { connectedRegions, growRegions } from "../../functions/_shared/semantics/regions.ts";
import { randomFrom } from "./random.ts";

const WIDTH = 20, HEIGHT = 10;

/** A map that is `inside` in a box and `outside` elsewhere. */
function boxMap(
  left: number,
  top: number,
  right: number,
  bottom: number,
  inside: number,
  outside: number,
): Float32Array {
  return Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const x = i % WIDTH, y = Math.floor(i / WIDTH);
    return x >= left && x < right && y >= top && y < bottom ? inside : outside;
  });
}

const size = (cells: Uint8Array) => cells.reduce((sum, cell) => sum + cell, 0);

Deno.test("keyCells() takes what is important and nothing else", () => {
  const importance = boxMap(5, 2, 11, 8, 0.9, 0.1);
  assertEquals(keyCells(importance, { width: WIDTH }), Uint8Array.from(importance, (v) => v > 0.5 ? 1 : 0));
});

Deno.test("keyCells() follows hysteresis: weak cells count only beside strong ones", () => {
  const importance = boxMap(5, 2, 11, 8, 0.9, 0.1);
  for (let y = 2; y < 8; y++) importance[y * WIDTH + 11] = 0.4;
  for (let y = 2; y < 8; y++) importance[y * WIDTH + 17] = 0.4;
  const cells = keyCells(importance, { width: WIDTH });
  assertEquals(cells[4 * WIDTH + 11], 1);
  assertEquals(cells[4 * WIDTH + 17], 0);
});

Deno.test("keyCells() keeps between a tenth and two fifths of the photo, whatever the map", () => {
  const random = randomFrom(5);
  for (let i = 0; i < 200; i++) {
    const bias = random();
    const importance = Float32Array.from({ length: WIDTH * HEIGHT }, () => Math.min(1, random() * 2 * bias));
    const cells = keyCells(importance, { width: WIDTH });
    // dropping lone cells and filling lone holes moves the share a little
    assert(size(cells) > 0 && size(cells) <= 0.55 * cells.length, `${size(cells)} of ${cells.length}`);
  }
  assertEquals(size(keyCells(boxMap(0, 0, 20, 10, 0.9, 0), { width: WIDTH })), 0.4 * WIDTH * HEIGHT);
  assertEquals(size(keyCells(boxMap(0, 0, 20, 2, 0.3, 0), { width: WIDTH })), 0.1 * WIDTH * HEIGHT);
  assertEquals(size(keyCells(boxMap(0, 0, 20, 10, 0.9, 0), { width: WIDTH, most: 0.2 })), 0.2 * WIDTH * HEIGHT);
});

Deno.test("keyCells() drops a lone cell and fills a lone hole", () => {
  const importance = boxMap(5, 2, 11, 8, 0.9, 0.1);
  importance[0] = 0.9;
  importance[5 * WIDTH + 8] = 0.1;
  const cells = keyCells(importance, { width: WIDTH });
  assertEquals(cells[0], 0);
  assertEquals(cells[5 * WIDTH + 8], 1);
});

Deno.test("keyCells() obeys fraction, uniform and the user's own cells", () => {
  const random = randomFrom(6);
  const importance = Float32Array.from({ length: 200 }, random);
  for (const fraction of [0, 0.1, 0.25, 0.5, 1]) {
    const cells = keyCells(importance, { width: WIDTH, fraction });
    assertEquals(size(cells), 200 * fraction);
    const chosen = importance.filter((_, i) => cells[i] === 1), left = importance.filter((_, i) => cells[i] === 0);
    assert(Math.min(...chosen) >= Math.max(...left));
  }
  assertEquals(size(keyCells(importance, { width: WIDTH, mode: "uniform" })), 200);
  const own = boxCells([{ x: 30, y: 20, width: 20, height: 1 }], { width: WIDTH, height: HEIGHT });
  assertEquals(keyCells(importance, { width: WIDTH, cells: own }), own);
  const bad = assertThrows(() => keyCells(importance, { width: WIDTH, fraction: 1.5 }), SemcastError);
  assertEquals(bad.code, "invalid-argument");
  assertThrows(() => keyCells(importance, { width: WIDTH, cells: new Uint8Array(3) }), SemcastError);
});

Deno.test("boxCells() marks every cell that a box touches and clips at the edge", () => {
  const cells = boxCells([{ x: 15, y: 15, width: 2, height: 2 }, { x: 300, y: 150, width: 900, height: 900 }], {
    width: WIDTH,
    height: HEIGHT,
  });
  const marked = [...cells.keys()].filter((i) => cells[i] === 1);
  assertEquals(marked, [0, 1, WIDTH, WIDTH + 1, 9 * WIDTH + 18, 9 * WIDTH + 19]);
  assertThrows(() => boxCells([{ x: 0, y: 0, width: 0, height: 5 }], { width: WIDTH, height: HEIGHT }), SemcastError);
});

Deno.test("maskCells() takes the bright part of a mask of another size", () => {
  const data = Uint8Array.from({ length: 3 * 40 * 20 }, (_, i) => Math.floor(i / 3) % 40 < 20 ? 255 : 0);
  const cells = maskCells({ width: 40, height: 20, data }, { width: WIDTH, height: HEIGHT });
  assertEquals(cells, Uint8Array.from({ length: 200 }, (_, i) => i % WIDTH < 10 ? 1 : 0));
});

Deno.test("a resampled map keeps a constant, keeps the mean when shrinking, and interpolates when enlarging", () => {
  const resampleMap = (map: Float32Array, from: MapSize, to: MapSize): Float32Array => {
    const out = new Float32Array(to.width * to.height).fill(NaN);
    mapResampler(from, to, from.width / to.width, from.height / to.height)(map, out);
    return out;
  };
  const random = randomFrom(7);
  const map = Float32Array.from({ length: 48 * 32 }, random);
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const small = resampleMap(map, { width: 48, height: 32 }, { width: 24, height: 16 });
  assert(Math.abs(mean(small) - mean(map)) < 1e-4);
  const flat = resampleMap(new Float32Array(6).fill(0.25), { width: 3, height: 2 }, { width: 7, height: 5 });
  assert(flat.every((value) => Math.abs(value - 0.25) < 1e-6));
  const ramp = resampleMap(Float32Array.of(0, 1), { width: 2, height: 1 }, { width: 4, height: 1 });
  assertEquals([...ramp], [0, 0.25, 0.75, 1]);
  const same = resampleMap(map, { width: 48, height: 32 }, { width: 48, height: 32 });
  assert(same.every((value, i) => Math.abs(value - map[i]) < 1e-6));
});

Deno.test("regions hang together over sides, not over corners", () => {
  const kinds = [1, 0, 0, 1];
  assertEquals(connectedRegions(kinds, 2).map(({ kind, cells }) => [kind, cells]), [[1, [0]], [0, [1]], [0, [2]], [1, [
    3,
  ]]]);
  assertEquals([...growRegions(Float32Array.of(0.9, 0.4, 0.1, 0.4), 4, 0.35, 0.5)], [1, 1, 0, 0]);
});

Deno.test("keyCells() with a fraction and the user's own cells takes these first, then the most important", () => {
  const importance = Float32Array.from({ length: 100 }, (_, i) => i / 100);
  const own = new Uint8Array(100);
  own.fill(1, 0, 5);
  const cells = keyCells(importance, { width: 10, cells: own, fraction: 0.1 });
  assertEquals([...cells].flatMap((cell, i) => cell === 1 ? [i] : []), [0, 1, 2, 3, 4, 95, 96, 97, 98, 99]);
  assertEquals(size(keyCells(importance, { width: 10, cells: own, fraction: 0.03 })), 3);
});
