import { assertEquals, assertRejects } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { loadClassifier } from "../../functions/evaluate/classifier.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";

const text = (value: string) => [...new TextEncoder().encode(value)];
/** A length-delimited field of a protocol buffer; nothing here is longer than 16,383 bytes. */
const part = (number: number, bytes: number[]) => [
  number << 3 | 2,
  ...(bytes.length < 128 ? [bytes.length] : [bytes.length & 127 | 128, bytes.length >> 7]),
  ...bytes,
];
const node = (type: string, from: string, to: string) =>
  part(1, [...part(1, text(from)), ...part(2, text(to)), ...part(4, text(type))]);
const tensor = (number: number, name: string, sides: number[]) => {
  const shape = part(2, sides.flatMap((side) => part(1, [1 << 3, side])));
  return part(number, [...part(1, text(name)), ...part(2, part(1, [1 << 3, 1, ...shape]))]);
};

/** An ONNX network whose scores are the means of its channels: its class is the strongest colour. */
function colourNetwork(channels: number): Uint8Array {
  const graph = [
    ...node("GlobalAveragePool", "x", "means"),
    ...node("Flatten", "means", "scores"),
    ...part(2, text("colour")),
    ...tensor(11, "x", [1, channels, 8, 8]),
    ...tensor(12, "scores", [1, channels]),
  ];
  return Uint8Array.from([1 << 3, 8, ...part(7, graph), ...part(8, [2 << 3, 13])]);
}

function plain(width: number, height: number, colour: readonly number[]): Rgb {
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]) };
}

Deno.test({
  name: "A classifier tells whether the top class stays, at any size and for any original",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const sameClass = await loadClassifier(colourNetwork(3));
    const red = plain(30, 20, [200, 40, 40]), dark = plain(30, 20, [90, 20, 20]), blue = plain(30, 20, [40, 40, 200]);
    assertEquals(await sameClass(red, dark), { same_class: 1 });
    assertEquals(await sameClass(red, blue), { same_class: 0 });
    assertEquals(await sameClass(blue, red), { same_class: 0 });
    assertEquals(await sameClass(blue, blue), { same_class: 1 });
  },
});

Deno.test({
  name: "What is no classifier of colour pictures is refused as malformed",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    for (const file of [new Uint8Array(64), colourNetwork(1)]) {
      assertEquals((await assertRejects(() => loadClassifier(file), SemcastError)).code, "malformed");
    }
  },
});
