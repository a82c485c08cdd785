import * as avif from "@jsquash/avif";
import { assert, assertEquals } from "@std/assert";
import { createLinkApp, type LinkResult } from "../../functions/link/app.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { decodeImage, encodePng, type Rgb } from "../../kernels/pixels/wasm.ts";
import { config, problemOf, stubReceiver, stubTransmitter } from "./stubs.ts";

const TYPE = "application/vnd.semcast.packet";

/** A soft gradient, which every lossy format keeps well. */
function gradient(width: number, height: number): Rgb {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const x = i % width, y = Math.floor(i / width);
    data.set([(255 * x) / width, (255 * y) / height, 128], 3 * i);
  }
  return { width, height, data };
}

/** The picture in a file, by decoders that share no code with the encoders: those of the `image` crate but for AVIF. */
async function decode(type: string, file: Uint8Array<ArrayBuffer>): Promise<Rgb & { format: string }> {
  if (type !== "image/avif") return decodeImage(file);
  const picture = await avif.decode(file.buffer);
  assert(picture !== null);
  const { width, height, data } = picture;
  return { format: "avif", width, height, data: new Uint8Array(data.filter((_, i) => i % 4 !== 3)) };
}

function psnr(a: Uint8Array, b: Uint8Array): number {
  assertEquals(a.length, b.length);
  const mse = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / mse);
}

const post = (accept: string, image: Rgb) => ({
  method: "POST",
  body: new Uint8Array(encodePng(image)),
  headers: { "content-type": TYPE, accept },
});

const image = gradient(96, 64);
// The stub's picture is the packet itself.
const receiver = createReceiveApp(stubReceiver(), config());

Deno.test("POST /v1/receive answers in the format that the client likes best", async () => {
  const cases: [string, string][] = [
    ["image/webp", "webp"],
    ["image/avif", "avif"],
    ["image/jpeg", "jpeg"],
    ["image/png;q=0.2, image/jpeg;q=0.9, image/webp;q=0.5", "jpeg"],
    ["image/*;q=0.5, image/webp", "webp"],
    ["image/png;q=0, image/webp;q=0, image/*", "avif"],
    ["image/avif;q=0.8, image/*;q=0.8", "png"],
    ["IMAGE/WEBP ; q=1.0, application/json;q=0.9", "webp"],
  ];
  for (const [accept, format] of cases) {
    const response = await receiver.request("/v1/receive", post(accept, image));
    const type = response.headers.get("content-type") ?? "";
    assertEquals([accept, response.status, type], [accept, 200, `image/${format}`]);
    assertEquals(response.headers.get("vary"), "Accept");
    const got = await decode(type, new Uint8Array(await response.arrayBuffer()));
    assertEquals([got.format, got.width, got.height], [format, 96, 64]);
    if (format !== "png") assert(psnr(got.data, image.data) > 35, `${format}: ${psnr(got.data, image.data)} dB`);
  }
});

Deno.test("a format that cannot hold the picture, or that nobody makes, is not acceptable", async () => {
  const wide = await problemOf(await receiver.request("/v1/receive", post("image/webp", gradient(16_384, 1))));
  assertEquals([wide.status, wide.detail], [
    406,
    "image/webp holds at most 16383 pixels a side; the picture has 16384",
  ]);
  for (const accept of ["image/gif", "image/webp;q=0", "image/jxl, image/webp;q=2"]) {
    assertEquals((await problemOf(await receiver.request("/v1/receive", post(accept, image)))).status, 406);
  }
});

Deno.test("POST /v1/link answers with JSON unless a picture is liked better", async () => {
  const png = encodePng(image);
  const result = {
    report: { ms: {} },
    files: { original: png, reconstruction: png, key_map: png },
  } as unknown as LinkResult; // figures play no part here
  const app = createLinkApp({ ready: () => Promise.resolve(), send: () => Promise.resolve(result) }, config());
  for (
    const [accept, type] of [
      ["*/*", "application/json"],
      ["image/*", "image/png"],
      ["image/avif, application/json;q=0.5", "image/avif"],
      ["image/jpeg", "image/jpeg"],
    ]
  ) {
    const init = { method: "POST", body: new Uint8Array([7]), headers: { "content-type": "image/png", accept } };
    const response = await app.request("/v1/link", init);
    assertEquals([accept, response.headers.get("content-type")], [accept, type]);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (type.startsWith("image/")) assertEquals((await decode(type, bytes)).width, 96);
  }
});

Deno.test("forward passes Accept on, and the receiver's choice back", async () => {
  const app = createTransmitApp({
    ...stubTransmitter(),
    fetch: (input, init) => Promise.resolve(receiver.request(String(input), init)),
  }, config({ RECEIVER_URL: "http://receiver.test/v1/receive" }));
  const init = post("image/webp, image/png;q=0.1", image);
  init.headers["content-type"] = "image/png";
  const response = await app.request("/v1/transmit?forward=true", init);
  assertEquals([response.headers.get("content-type"), response.headers.get("vary")], ["image/webp", "Accept"]);
  assertEquals(decodeImage(new Uint8Array(await response.arrayBuffer())).format, "webp");
  const refused = await app.request("/v1/transmit?forward=true", {
    ...init,
    headers: { ...init.headers, accept: "a/b" },
  });
  assertEquals((await problemOf(refused)).status, 406);
});
