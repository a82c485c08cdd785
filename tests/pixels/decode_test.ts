import { assert, assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { inflateSync } from "node:zlib";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { decodeImage, encodePng } from "../../kernels/pixels/wasm.ts";
import fixtures from "./fixtures.json" with { type: "json" };

const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** How far decoders of one lossy format may differ: rounding of the inverse DCT, chroma upsampling, colour conversion. */
function tolerance(name: string): number {
  if (name.includes("4:2:0")) return 12;
  if (name.includes("cmyk")) return 6;
  if (name.startsWith("jpeg")) return 3;
  if (name === "webp") return 12;
  return name.includes("alpha") || name.includes("16 bit") ? 1 : 0;
}

for (const fixture of fixtures) {
  Deno.test(`decodeImage() reads ${fixture.name} as Pillow does, upright and over white`, () => {
    const image = decodeImage(bytesOf(fixture.file));
    assertEquals([image.width, image.height], [fixture.width, fixture.height]);
    const expected = new Uint8Array(inflateSync(bytesOf(fixture.rgb)));
    let largest = 0;
    expected.forEach((value, i) => largest = Math.max(largest, Math.abs(value - image.data[i])));
    assert(largest <= tolerance(fixture.name), `largest difference ${largest}`);
    assertEquals(image.format, fixture.name.split(" ")[0]);
  });
}

Deno.test("encodePng() and decodeImage() are inverse", () => {
  const data = Uint8Array.from({ length: 37 * 23 * 3 }, (_, i) => (i * 131 + (i >> 3)) & 255);
  const again = decodeImage(encodePng({ width: 37, height: 23, data }));
  assertEquals([again.width, again.height], [37, 23]);
  assertEquals(again.data, data);
});

Deno.test("decodeImage() refuses a 30,000 × 30,000 PNG by its header, without allocating", () => {
  const before = Deno.memoryUsage().rss;
  const error = assertThrows(() => decodeImage(hugePng(30_000, 30_000)), SemcastError);
  assertEquals(error.code, "too-large");
  assertStringIncludes(error.message, "30000 × 30000");
  assertLess(Deno.memoryUsage().rss - before, 50_000_000);
});

Deno.test("decodeImage() names the limit on bytes and pixels", () => {
  const png = encodePng({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) });
  const limits = { maxBytes: 1e6, maxPixels: 64 * 64, maxSide: 64 };
  assertEquals(decodeImage(png, limits).width, 64);
  assertStringIncludes(assertThrows(() => decodeImage(png, { ...limits, maxBytes: 10 })).message, "limit of 10");
  assertStringIncludes(assertThrows(() => decodeImage(png, { ...limits, maxPixels: 4095 })).message, "limit of 4095");
  assertStringIncludes(assertThrows(() => decodeImage(png, { ...limits, maxSide: 63 })).message, "63");
});

Deno.test("decodeImage() refuses what is no picture, whatever its name", () => {
  for (const text of ["", "hello, I am a photo.jpg", "\u0000\u0000\u0000\u001cftypavif", "%PDF-1.7"]) {
    const error = assertThrows(() => decodeImage(new TextEncoder().encode(text)), SemcastError);
    assert(error.code === "malformed" || error.code === "unsupported", error.code);
  }
});

/** A PNG whose header promises a size and whose data ends there. */
function hugePng(width: number, height: number): Uint8Array {
  const small = encodePng({ width: 1, height: 1, data: new Uint8Array(3) });
  const view = new DataView(small.buffer, small.byteOffset);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(29, crc32(small.subarray(12, 29)));
  return small;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
