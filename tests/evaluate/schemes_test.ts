import { assert, assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import { withFloatActivations } from "../../functions/evaluate/float_network.ts";
import { commandOf } from "../../functions/evaluate/row.ts";
import type { Photo } from "../../functions/evaluate/scheme.ts";
import { SCHEMES } from "../../functions/evaluate/schemes.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { readOnnx } from "../../models/convert/onnx.ts";
import { ROOT } from "../cli/semcast.ts";

const POINT = { channel: "awgn", snr: 6, expect: 6, cbr: 1 / 6, seed: 1, loss: 0 } as const;

async function boat(): Promise<Photo> {
  const image = resize(decodeImage(await Deno.readFile(new URL("examples/boat.png", ROOT))), 192, 128);
  return { file: encodePng(image), image, key: new Uint8Array(96) };
}

for (const name of ["uncoded", "semcast-analog"]) {
  Deno.test(`${name} keeps its budget and gets better with the SNR, without a cliff`, async () => {
    const photo = await boat();
    const send = await SCHEMES[name].open(photo);
    const [low, planned, high] = await Promise.all([2, 6, 12].map((snr) => send({ ...POINT, snr })));
    for (const { symbols } of [low, planned, high]) {
      assert(symbols > 0 && symbols <= 192 * 128 * 3 / 6, `${symbols} symbols`);
    }
    const quality = [low, planned, high].map(({ image }) => psnr(photo.image, image));
    assert(quality[0] < quality[1] && quality[1] < quality[2], quality.join(" "));
    assertLess(quality[1] - quality[0], 5);
    assertGreater(quality[0], 15);
    assertEquals(new Set([low, planned, high].map(({ identity }) => identity)).size, 3);
    // The very same noise gives the very same picture.
    assertEquals((await send({ ...POINT, snr: 2 })).image.data, low.image.data);
  });
}

Deno.test("uncoded shows the mean colour where its header block is lost, and sends nothing into too small a budget", async () => {
  const send = await SCHEMES.uncoded.open(await boat());
  const lost = await send({ ...POINT, snr: -15 });
  assertEquals([lost.delivered, new Set(lost.image.data.filter((_, i) => i % 3 === 0)).size], [0, 1]);
  assertEquals((await send({ ...POINT, cbr: 1 / 100 })).symbols, 0);
});

Deno.test("Without a prompt its bytes go to the layers; with equal protection the budget holds too", async () => {
  const photo = await boat();
  const arrive = async (name: string) => await (await SCHEMES[name].open(photo))({ ...POINT, snr: 9, expect: 6 });
  const [whole, bare, equal] = [
    await arrive("semcast-steps0"),
    await arrive("semcast-no-prompt"),
    await arrive("semcast-equal"),
  ];
  assertStringIncludes(whole.identity, "prompt");
  assertEquals(bare.identity.includes("prompt"), false);
  for (const { symbols, delivered } of [whole, bare, equal]) {
    assertEquals(delivered, 1);
    assertLess(symbols, 192 * 128 * 3 / 6 + 1);
  }
  assert(whole.bytes !== equal.bytes, "protection changes what fits");
});

Deno.test("semcast-float makes nearly the picture of the int8 networks, from the very same packet", async () => {
  const photo = await boat();
  const [int8, float] = await Promise.all(
    ["semcast", "semcast-float"].map(async (name) => await (await SCHEMES[name].open(photo))(POINT)),
  );
  assertEquals([int8.bytes, int8.symbols], [float.bytes, float.symbols]);
  const apart = psnr(int8.image, float.image);
  assert(apart > 35 && apart < 70, `${apart} dB`);
  assert(Math.abs(psnr(photo.image, float.image) - psnr(photo.image, int8.image)) < 0.5);
  const network = await Deno.readFile(new URL("models/tiny/synthesis.onnx", ROOT));
  assertEquals(opsOf(withFloatActivations(network)).has("QuantizeLinear"), false);
  assert(opsOf(network).has("QuantizeLinear"));
});

/** Kinds of nodes in an ONNX file. */
function opsOf(model: Uint8Array): Set<string> {
  return new Set(readOnnx(model).nodes.map(({ op }) => op));
}

Deno.test("What send cannot do is made again by evaluate; what it can, by send", () => {
  const row = { ...POINT, photo: "a.png", used_cbr: 0.1, bpp: 0.2, delivered: 1, metrics: {}, ms: {} };
  const command = (scheme: string) => commandOf({ ...row, scheme }, SCHEMES[scheme].send);
  assertStringIncludes(command("semcast-analog"), "deno task send a.png");
  assertStringIncludes(command("semcast-analog"), "--mode analog");
  for (const scheme of ["semcast-no-prompt", "semcast-equal", "uncoded"]) {
    assertStringIncludes(command(scheme), `deno task evaluate --images a.png --schemes ${scheme}`);
  }
});
