import { assert, assertEquals } from "@std/assert";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { backgroundLabel } from "../../functions/_shared/semantics/background_label.ts";
import { nearestColour, oklab } from "../../functions/_shared/semantics/colour_names.ts";
import { colourClusters } from "../../functions/_shared/semantics/palette.ts";
import type { Region } from "../../functions/_shared/semantics/prompt.ts";
import { regionPosition } from "../../functions/_shared/semantics/region_position.ts";
import { textureName, textureSums } from "../../functions/_shared/semantics/texture.ts";
import { colourNames, colours, type Texture } from "../../functions/_shared/semantics/vocabulary.ts";
import { randomFrom } from "./random.ts";

Deno.test("oklab() gives the published values of white, red and blue", () => {
  // Ottosson, «A perceptual color space for image processing» (2020); CSS Color 4 sample values.
  const near = (got: readonly number[], want: readonly number[]) =>
    want.forEach((value, i) => assert(Math.abs(got[i] - value) < 5e-4, `${got} is not ${want}`));
  near(oklab(255, 255, 255), [1, 0, 0]);
  near(oklab(255, 0, 0), [0.62796, 0.22486, 0.12585]);
  near(oklab(0, 0, 255), [0.45201, -0.03246, -0.31153]);
});

Deno.test("each colour of the vocabulary is nearest to its own centre", () => {
  for (const name of colourNames) {
    const [red, green, blue] = colours[name];
    assertEquals(colourNames[nearestColour(red, green, blue)], name);
  }
});

Deno.test("colourClusters() separates colours that are apart and has no favourite by chance", () => {
  const cells = [[0.2, 0, 0], [0.21, 0, 0], [0.8, 0.1, 0], [0.81, 0.1, 0], [0.5, -0.1, 0.1]].flat();
  const groups = [...colourClusters(Float64Array.from(cells), 3)];
  assertEquals(groups[0], groups[1]);
  assertEquals(groups[2], groups[3]);
  assertEquals(new Set([groups[0], groups[2], groups[4]]).size, 3);
  assertEquals([...colourClusters(Float64Array.from([0.5, 0, 0]), 5)], [0]);
});

Deno.test("regionPosition() names grid fields, bands and sides", () => {
  const box = (left: number, top: number, right: number, bottom: number) => {
    const cells: number[] = [];
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) cells.push(y * 12 + x);
    return regionPosition(cells, 12, 9);
  };
  assertEquals(box(0, 0, 3, 3), "top left");
  assertEquals(box(5, 4, 7, 6), "centre");
  assertEquals(box(9, 6, 12, 9), "bottom right");
  assertEquals(box(0, 0, 12, 3), "across the top");
  assertEquals(box(1, 4, 12, 6), "across the middle");
  assertEquals(box(0, 7, 12, 9), "across the bottom");
  assertEquals(box(0, 0, 3, 9), "down the left");
  assertEquals(box(9, 0, 12, 9), "down the right");
  assertEquals(box(0, 0, 12, 9), "throughout");
});

Deno.test("textureName() tells plain, sloped, striped, checked and noisy surfaces apart", () => {
  const random = randomFrom(11);
  const name = (value: (x: number, y: number) => number): Texture => {
    const side = 64;
    const image: Rgb = { width: side, height: side, data: new Uint8Array(3 * side * side) };
    for (let i = 0; i < side * side; i++) image.data.fill(value(i % side, Math.floor(i / side)), 3 * i, 3 * i + 3);
    // Pixels 8 to 47 of both sides, in cells of one pixel.
    const inside = (at: number) => at >= 8 && at < 48;
    const of = Int8Array.from({ length: side * side }, (_, i) => inside(i % side) && inside(i / side) ? 0 : -1);
    return textureName(textureSums(image, { of, width: side }, 1)[0]);
  };
  assertEquals(name(() => 90), "smooth");
  assertEquals(name((x, y) => 2.6 * (x + y) + random()), "soft");
  assertEquals(name(() => 128 + 30 * (random() - 0.5)), "fine");
  assertEquals(name(() => 255 * random()), "busy");
  // stripes of no single period
  const bars = Array.from({ length: 64 }, () => 100 + 60 * random());
  assertEquals(name((_, y) => bars[y] + 4 * random()), "horizontal");
  assertEquals(name((x) => bars[x] + 4 * random()), "vertical");
  assertEquals(name((x, y) => bars[(x + y) >> 1] + 4 * random()), "diagonal");
  assertEquals(name((x, y) => (x >> 2) + (y >> 2) & 1 ? 60 : 200), "regular");
});

Deno.test("backgroundLabel() names green and airy backgrounds outdoors and leaves what the network named", () => {
  const region: Region = { label: "other", position: "across the top", colour: "sky blue", texture: "smooth" };
  assertEquals(backgroundLabel(region, "landscape"), "sky");
  assertEquals(backgroundLabel(region, "kitchen"), "other");
  assertEquals(backgroundLabel({ ...region, position: "bottom" }, "landscape"), "other");
  assertEquals(backgroundLabel({ ...region, colour: "olive", texture: "coarse" }, "landscape"), "vegetation");
  assertEquals(backgroundLabel({ ...region, label: "building" }, "landscape"), "building");
});
