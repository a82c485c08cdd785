import { assert, assertEquals, assertGreater } from "@std/assert";
import { decodeImage, DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import { psnr, ssim } from "../../kernels/metrics/wasm.ts";
import { loadReceive } from "../../functions/receive/models.ts";
import { receivePacket } from "../../functions/receive/receive.ts";
import { loadTransmit } from "../../functions/transmit/models.ts";
import type { PhotoOptions } from "../../functions/transmit/prepare.ts";
import { transmitPhoto } from "../../functions/transmit/transmit.ts";
import { parse } from "../../functions/_shared/packet/index.ts";
import { receiveOptionsSchema, transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { Stopwatch } from "../../functions/_shared/stopwatch.ts";

const file = await Deno.readFile(new URL("../../examples/boat.png", import.meta.url));
const photo = decodeImage(file);
const models = { transmit: await loadTransmit(), receive: await loadReceive() };

async function sent(given: Record<string, unknown>, more: Partial<PhotoOptions> = {}) {
  const options = { ...transmitOptionsSchema.parse(given), ...more };
  const sent = transmitPhoto(file.slice(), options, models.transmit, new Stopwatch(), DEFAULT_LIMITS);
  const packet = parse(sent.bytes);
  const received = await receivePacket(
    packet,
    receiveOptionsSchema.parse({ steps: 0 }),
    models.receive,
    new Stopwatch(),
  );
  return { ...sent, received, scale: packet.header.scale };
}

Deno.test("where bits are few the photo is coded smaller, and what arrives at its own size is better for it", async () => {
  for (
    const [budget, scale] of [[{ bpp: 0.008 }, 2], [{ bpp: 0.02 }, 4], [{ bpp: 0.06 }, 6], [{ bpp: 0.13 }, 7]] as const
  ) {
    const made = await sent(budget), whole = await sent(budget, { scale: 8 });
    assertEquals([made.scale, whole.scale], [scale, 8]);
    for (const { received: { image, key, reliability }, bpp } of [made, whole]) {
      assertEquals([image.width, image.height], [photo.width, photo.height]);
      const cells = Math.ceil(photo.width / 16) * Math.ceil(photo.height / 16);
      assertEquals([key?.length, reliability.length], [cells, cells]);
      assert(bpp <= budget.bpp);
    }
    // At its own size a photo may not fit at all.
    assert(made.received.reliability.every((value) => value === 1));
    assertGreater(made.bpp, 0.9 * budget.bpp);
    // At seven eighths it is structure that gains, for a little of PSNR.
    assertGreater(psnr(photo, made.received.image), psnr(photo, whole.received.image) - (scale === 7 ? 0.3 : 0));
    assertGreater(ssim(photo, made.received.image), ssim(photo, whole.received.image));
  }
  assertEquals((await sent({ bpp: 0.21 })).scale, 8);
  assertEquals((await sent({ bpp: 0.13, key: "uniform" })).scale, 8);
});

Deno.test("a box of one cell is key at whatever size a photo with a box is coded", async () => {
  const roi = [{ x: 320, y: 160, width: 16, height: 16 }];
  for (const scale of [4, 6, 8]) {
    const { received: { key }, key: asked } = await sent({ bpp: 0.06 }, { roi, scale });
    assert(key !== undefined);
    const cell = asked.indexOf(1);
    assertEquals([asked.filter((one) => one === 1).length, key[cell]], [1, 1]);
  }
});

Deno.test("what the caller names as key is much better, what the network finds a little, and nothing with uniform", async () => {
  const inside = ({ received, key }: Awaited<ReturnType<typeof sent>>) =>
    psnr(photo, received.image, { cells: key, value: 1 });
  const [auto, strong, uniform] = await Promise.all(
    ["auto", "strong", "uniform"].map((key) => sent({ bpp: 0.25, key })),
  );
  const cells = auto.key;
  assertGreater(inside(strong), inside(auto) + 0.5);
  assertGreater(inside(auto), psnr(photo, uniform.received.image, { cells, value: 1 }) + 0.3);
  assertGreater(psnr(photo, auto.received.image), psnr(photo, strong.received.image));
  assertEquals(auto.packet.sections.map(({ kind }) => kind), ["prompt", "key_map", "base"]);
  const layered = ["prompt", "key_map", "base", "key"];
  assertEquals(strong.packet.sections.map(({ kind }) => kind), layered);
  const boxed = await sent({ bpp: 0.25 }, { roi: [{ x: 100, y: 100, width: 200, height: 200 }] });
  assertEquals(boxed.packet.sections.map(({ kind }) => kind), layered);
});
