import { assert, assertEquals, assertLess } from "@std/assert";
import { deflateSync } from "node:zlib";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { config, problemOf } from "../contract/stubs.ts";
import { ascii, be, chunk, le, SIGNATURE } from "../pixels/png_parts.ts";

const settings = config();
const app = createTransmitApp(transmitService(settings), settings);
const SIDE = 30_000;

const header = (width: number, height: number) => chunk("IHDR", [...be(width, 4), ...be(height, 4), 8, 2, 0, 0, 0]);

/** Small files that claim, or unpack to, far more than they are. */
const BOMBS: Record<string, number[]> = {
  png: [...SIGNATURE, ...header(SIDE, SIDE), ...chunk("IDAT", deflateSync(new Uint8Array(1_000_000)))],
  jpeg: [
    ...[0xff, 0xd8, 0xff, 0xc0, ...be(17, 2), 8, ...be(SIDE, 2), ...be(SIDE, 2), 3],
    ...[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, ...be(12, 2), 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0xff, 0xd9],
  ],
  gif: [
    ...[...ascii("GIF89a"), ...le(SIDE, 2), ...le(SIDE, 2), 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    ...[0x2c, 0, 0, 0, 0, ...le(SIDE, 2), ...le(SIDE, 2), 0, 2, 2, 0x4c, 1, 0, 0x3b],
  ],
  bmp: [
    ...[...ascii("BM"), ...le(58, 4), 0, 0, 0, 0, ...le(54, 4), ...le(40, 4), ...le(SIDE, 4), ...le(SIDE, 4)],
    // Run-length coded: a line of it takes two bytes.
    ...[1, 0, 8, 0, ...le(1, 4), ...le(4, 4), ...le(0, 16), 255, 0, 0, 1],
  ],
  "webp (lossy)": [
    ...[...ascii("RIFF"), ...le(22, 4), ...ascii("WEBPVP8 "), ...le(10, 4)],
    ...[0x10, 0, 0, 0x9d, 0x01, 0x2a, ...le(16_383, 2), ...le(16_383, 2)],
  ],
  "webp (lossless)": [
    ...[
      ...ascii("RIFF"),
      ...le(22, 4),
      ...ascii("WEBPVP8L"),
      ...le(10, 4),
      0x2f,
      0xfe,
      0xbf,
      0xff,
      0x0f,
      0,
      0,
      0,
      0,
      0,
    ],
  ],
  "webp (extended)": [
    ...[...ascii("RIFF"), ...le(22, 4), ...ascii("WEBPVP8X"), ...le(10, 4), 0, 0, 0, 0, ...le(SIDE, 3), ...le(SIDE, 3)],
  ],
  tiff: [
    ...[...ascii("II"), 42, 0, ...le(8, 4), ...le(8, 2)],
    ...[256, 257, 258, 259, 262, 273, 278, 279].flatMap((tag, i) => [
      ...[...le(tag, 2), ...le(4, 2), ...le(1, 4), ...le([SIDE, SIDE, 8, 8, 1, 8, SIDE, 4][i], 4)],
    ]),
    ...le(0, 4),
  ],
};

const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  app.request("/v1/transmit", { method: "POST", body, headers: { "content-type": "image/png", ...headers } });

Deno.test("a bomb in any format is refused by its header, before its pixels take memory", async () => {
  for (const [format, bytes] of Object.entries(BOMBS)) {
    const before = Deno.memoryUsage().rss;
    const { status, detail = "" } = await problemOf(await post(new Uint8Array(bytes)));
    // The canvas of an extended WebP is looked at once there is a picture to draw on it: here is none.
    assertEquals([format, status], [format, format === "webp (extended)" ? 400 : 413], detail);
    assertLess(Deno.memoryUsage().rss - before, 200e6, format);
  }
});

Deno.test("compressed texts of a PNG that unpack to 100 MB are not unpacked", async () => {
  const packed = deflateSync(new Uint8Array(100_000_000));
  const lines = deflateSync(new Uint8Array(16 * (1 + 48)));
  const bytes = [SIGNATURE, header(16, 16)];
  for (const [type, head] of [["iCCP", "a\0\0"], ["zTXt", "a\0\0"], ["iTXt", "a\0\x01\0\0\0"]]) {
    bytes.push(chunk(type, [...ascii(head), ...packed]));
  }
  bytes.push(chunk("IDAT", lines), chunk("IEND", []));
  const before = Deno.memoryUsage().rss;
  const response = await post(new Uint8Array(bytes.flat()));
  assert(response.status === 200 || (response.status >= 400 && response.status < 500), String(response.status));
  await response.body?.cancel();
  assertLess(Deno.memoryUsage().rss - before, 300e6);
});

Deno.test("pixels that unpack to more than the picture has are left where they are", async () => {
  const file = [SIGNATURE, header(16, 16), chunk("IDAT", deflateSync(new Uint8Array(50_000_000))), chunk("IEND", [])];
  const before = Deno.memoryUsage().rss;
  const response = await post(new Uint8Array(file.flat()));
  assert(response.status < 500, String(response.status));
  await response.body?.cancel();
  assertLess(Deno.memoryUsage().rss - before, 200e6);
});

Deno.test("a body under Content-Encoding is not unpacked", async () => {
  const packed = new Blob([new Uint8Array(10_000_000)]).stream().pipeThrough(new CompressionStream("gzip"));
  const body = new Uint8Array(await new Response(packed).arrayBuffer());
  const { status } = await problemOf(await post(body, { "content-encoding": "gzip" }));
  assert(status >= 400 && status < 500);
});
