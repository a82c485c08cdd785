import { assert, assertEquals } from "@std/assert";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import {
  allLabels,
  type AnyLabel,
  classCells,
  type KeyMap,
  lettering,
  weighImportance,
} from "../../functions/_shared/semantics/index.ts";
import { randomFrom } from "./random.ts";

function mapOf(classes: AnyLabel[], importance: number[]): KeyMap {
  return {
    importance: Float32Array.from(importance),
    classes: Uint8Array.from(classes, (label) => allLabels.indexOf(label)),
    scene: 0,
    word: 0,
    wordChance: 1,
    width: classes.length,
    height: 1,
  };
}

Deno.test("classCells() takes a label and those that belong to it", () => {
  const map = mapOf(["car", "sky", "bus", "person", "vehicle"], [0, 0, 0, 0, 0]);
  assertEquals([...classCells(map, ["vehicle"])], [1, 0, 1, 0, 1]);
  assertEquals([...classCells(map, ["car", "person"])], [1, 0, 0, 1, 0]);
});

Deno.test("weighImportance() makes people important unless they are turned off, and lettering more so", () => {
  const map = mapOf(["person", "person", "sky", "sky"], [0.1, 0.9, 0.1, 0.9]);
  const letters = Uint8Array.of(0, 0, 1, 1);
  const near = (got: Float32Array, want: number[]) =>
    want.forEach((value, i) => assert(Math.abs(got[i] - value) < 1e-6, `${got}`));
  near(weighImportance(map, letters, true), [0.8, 0.9, 0.4, 1]);
  near(weighImportance(map, letters, false), [0.02, 0.18, 0.4, 1]);
});

const SIZE = { width: 16, height: 8 };

function picture(value: (x: number, y: number) => number): Rgb {
  const width = 16 * SIZE.width, height = 16 * SIZE.height;
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) data.fill(value(i % width, Math.floor(i / width)), 3 * i, 3 * i + 3);
  return { width, height, data };
}

/** Columns of a letter H of 12×14 pixels with strokes of 2. */
const isInk = (x: number, y: number) =>
  y >= 1 && y < 15 && ([2, 3, 10, 11].includes(x) || (y >= 7 && y <= 8 && x >= 2 && x <= 11));

Deno.test("lettering() finds a line of letters, dark on light and light on dark, and nothing in surfaces without", () => {
  const line = (ink: number, ground: number) =>
    picture((x, y) => y >= 48 && y < 64 && x >= 32 && x < 160 && isInk(x % 16, y % 16) ? ink : ground);
  for (const [ink, ground] of [[20, 230], [240, 40]]) {
    const found = lettering(line(ink, ground), SIZE);
    const cells = [...found].flatMap((cell, i) => cell === 1 ? [i] : []);
    assertEquals(cells, [50, 51, 52, 53, 54, 55, 56, 57]);
  }
  const random = randomFrom(7);
  const none = (name: string, value: (x: number, y: number) => number) =>
    assertEquals(lettering(picture(value), SIZE).reduce((sum, cell) => sum + cell, 0), 0, name);
  none("flat", () => 128);
  none("a ramp", (x) => x);
  none("an edge", (x) => x < 100 ? 20 : 230);
  none("faint letters", (x, y) => isInk(x % 16, y % 16) ? 110 : 140);
  none("noise", () => Math.floor(random() * 256));
  none("a screen of single pixels", (x, y) => (x + y) % 2 * 255);
});
