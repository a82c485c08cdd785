import { assert, assertEquals } from "@std/assert";
import { describe, encodePrompt, keyCells, keyMap, promptSchema } from "../../functions/_shared/semantics/index.ts";
import { networkSize } from "../../functions/_shared/semantics/key_map.ts";
import { scenes } from "../../functions/_shared/semantics/vocabulary.ts";
import { allLabels, baseScene, sceneWords } from "../../functions/_shared/semantics/words.ts";
import { loadModel } from "../../kernels/nn/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { randomFrom } from "./random.ts";

const model = loadModel(await Deno.readFile(new URL("../../models/tiny/key_map.scnn", import.meta.url)));

/** A picture whose pixel at (x, y) is `colour(x, y)`, with a little noise. */
function picture(width: number, height: number, colour: (x: number, y: number) => readonly number[], seed = 1): Rgb {
  const random = randomFrom(seed);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const rgb = colour(i % width, Math.floor(i / width));
    for (let c = 0; c < 3; c++) data[3 * i + c] = Math.max(0, Math.min(255, rgb[c] + 6 * (random() - 0.5)));
  }
  return { width, height, data };
}

/** A textured red disc on a plain green ground under a blue sky. */
function discOnMeadow(width: number, height: number): Rgb {
  const radius = height / 5;
  return picture(width, height, (x, y) => {
    const dx = x - width / 2, dy = y - 0.55 * height;
    if (dx * dx + dy * dy < radius * radius) return (x >> 3) + (y >> 3) & 1 ? [210, 40, 30] : [150, 20, 30];
    return y < 0.35 * height ? [120, 170, 230] : [70, 130, 60];
  });
}

Deno.test("networkSize() keeps the proportions in multiples of 32 and bounds the long side", () => {
  assertEquals(networkSize(768, 512), { width: 288, height: 192 });
  assertEquals(networkSize(512, 768), { width: 192, height: 288 });
  assertEquals(networkSize(1, 1), { width: 192, height: 192 });
  assertEquals(networkSize(16384, 16), { width: 768, height: 192 });
});

Deno.test("keyMap() has one value in range for each latent cell, for sizes that are no multiple of anything", () => {
  for (const [width, height] of [[1, 1], [17, 400], [333, 251], [900, 30]]) {
    const map = keyMap(discOnMeadow(width, height), model);
    assertEquals([map.width, map.height], [Math.ceil(width / 16), Math.ceil(height / 16)]);
    assertEquals([map.importance.length, map.classes.length], [map.width * map.height, map.width * map.height]);
    assert(map.importance.every((value) => value >= 0 && value <= 1));
    assert(map.classes.every((label) => label < allLabels.length));
    assert(map.scene >= 0 && map.scene < scenes.length);
    assertEquals(baseScene(sceneWords[map.word]), scenes[map.scene]);
    assert(map.wordChance > 0 && map.wordChance <= 1);
  }
});

Deno.test("keyMap() finds what stands out, at two sizes alike", () => {
  for (const scale of [1, 2]) {
    const map = keyMap(discOnMeadow(384 * scale, 256 * scale), model);
    const at = (x: number, y: number) =>
      map.importance[Math.floor(y * map.height) * map.width + Math.floor(x * map.width)];
    const ground = (at(0.08, 0.9) + at(0.92, 0.9) + at(0.1, 0.1) + at(0.9, 0.1)) / 4;
    assert(at(0.5, 0.55) > 0.6, `disc ${at(0.5, 0.55)}`);
    assert(ground < 0.35, `ground ${ground}`);
    const cells = keyCells(map.importance, { width: map.width });
    assertEquals(cells[Math.floor(0.55 * map.height) * map.width + Math.floor(map.width / 2)], 1);
    assertEquals(cells[0], 0);
  }
});

Deno.test("keyMap() hardly changes when the photo is cropped by two per cent", () => {
  const whole = discOnMeadow(512, 384);
  const cut = picture(502, 376, (x, y) => [...whole.data.subarray(3 * ((y + 4) * 512 + x + 5)).subarray(0, 3)]);
  const a = keyMap(whole, model), b = keyMap(cut, model);
  let apart = 0;
  for (let y = 0; y < 23; y++) {
    for (let x = 0; x < 31; x++) apart += Math.abs(a.importance[y * a.width + x] - b.importance[y * b.width + x]);
  }
  assert(apart / (23 * 31) < 0.08, `mean difference ${apart / (23 * 31)}`);
});

Deno.test("describe() makes a valid prompt of few bytes, the same each time, with the colours that are there", () => {
  const image = discOnMeadow(384, 256);
  const map = keyMap(image, model);
  const prompt = describe(image, map);
  assertEquals(promptSchema.parse(prompt), prompt);
  assertEquals(describe(image, map), prompt);
  assert(prompt.palette.includes("green"), prompt.palette.join());
  assert(prompt.palette.includes("sky blue"), prompt.palette.join());
  assert(prompt.regions.some(({ colour }) => colour === "red" || colour === "maroon"), JSON.stringify(prompt.regions));
  assert(encodePrompt(prompt).length <= 48);
});

Deno.test("describe() copes with one pixel, a plain picture, a thin one and noise", () => {
  const random = randomFrom(9);
  const noise = () => [255 * random(), 255 * random(), 255 * random()];
  for (
    const image of [
      picture(1, 1, () => [0, 0, 0]),
      picture(64, 64, () => [250, 250, 250]),
      picture(700, 9, (x) => [x % 256, 0, 0]),
      picture(128, 96, noise),
    ]
  ) {
    const prompt = describe(image, keyMap(image, model));
    assertEquals(promptSchema.parse(prompt), prompt);
    assert(encodePrompt(prompt).length <= 64);
  }
});
