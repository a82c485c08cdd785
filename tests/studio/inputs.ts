/** Where photos come from, besides being picked. */
import { assert, assertEquals } from "@std/assert";
import { chromium } from "playwright-core";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import { decodeImage, resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { address, figure, opened, packetOf, type Scenario, settled, smallPhoto } from "./driver.ts";

const HASH = "#snr=6&steps=0&cbr=0.125";

/** The packet that Deno makes of a photo with the settings of {@linkcode HASH}. */
async function expected(photo: Uint8Array): Promise<Uint8Array> {
  return (await createTransmitter()).encode(photo, { snr: 6, cbr: 1 / 8 }).packet;
}

/** Scenarios by name. */
export const inputs: Record<string, Scenario> = {
  async drop(context) {
    const page = await opened(context, `${address}/${HASH}`);
    await settled(page);
    const photo = await smallPhoto("boat");
    const file = await Deno.makeTempFile({ suffix: ".png" });
    await Deno.writeFile(file, photo);
    // What a desktop's drag of a file does, without the desktop.
    const session = await context.newCDPSession(page);
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver"] as const) {
      await session.send("Input.dispatchDragEvent", { type, x: 700, y: 400, data });
    }
    await page.locator(".source.over").waitFor();
    await session.send("Input.dispatchDragEvent", { type: "drop", x: 700, y: 400, data });
    await page.locator("#share", { hasText: `deno task send ${file.replace(/^.*\//, "")}` }).waitFor();
    await settled(page);
    assertEquals(await page.locator(".source.over").count(), 0);
    assertEquals(new Uint8Array(await packetOf(page)), await expected(photo));
    await Deno.remove(file);
  },

  async paste(context) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await opened(context, `${address}/${HASH}`);
    await settled(page);
    const photo = await smallPhoto("still-life");
    await page.evaluate(`(async () => {
      const bytes = Uint8Array.from(atob("${btoa(String.fromCharCode(...photo))}"), (c) => c.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
    })()`);
    await page.locator("h1").click();
    await page.keyboard.press("Control+V");
    await page.locator("#share", { hasText: "deno task send image.png" }).waitFor();
    await settled(page);
    // The clipboard writes another file of the same pixels.
    assertEquals(new Uint8Array(await packetOf(page)), await expected(photo));
  },

  async camera() {
    const picture = resize(decodeImage(await smallPhoto("lighthouse", 640, 480)), 640, 480);
    const film = await Deno.makeTempFile({ suffix: ".y4m" });
    await Deno.writeFile(film, filmOf(picture));
    const browser = await chromium.launch({
      executablePath: Deno.args[0],
      args: [
        "--no-sandbox",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
    try {
      const page = await opened(await browser.newContext({ acceptDownloads: true }), `${address}/${HASH}`);
      await settled(page);
      await page.getByRole("button", { name: "Take one" }).click();
      const camera = page.getByRole("dialog", { name: "Camera" });
      // Not `waitForFunction`, which the page's policy forbids.
      while (!await page.evaluate("document.querySelector('.camera video').currentTime > 0")) {
        await page.waitForTimeout(50);
      }
      await camera.getByRole("button", { name: "Take the photo" }).click();
      await page.locator("#share", { hasText: "deno task send camera.png" }).waitFor();
      await settled(page);
      assertEquals(await camera.isVisible(), false);
      assertEquals(await page.evaluate("document.querySelector('.camera video').srcObject"), null);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Received picture" }).click(),
      ]);
      const received = decodeImage(await Deno.readFile(await download.path()));
      const decibels = psnr(picture, received);
      assert(decibels > 20, `${decibels} dB to what stood before the camera`);
      assert(parseFloat(await figure(page, "PSNR")) > 25, await figure(page, "PSNR"));
    } finally {
      await browser.close();
      await Deno.remove(film);
    }
  },
};

/** A film of one picture: YUV4MPEG2 with 4:2:0 and BT.601 in its short range, as cameras have it. */
function filmOf({ width, height, data }: Rgb): Uint8Array<ArrayBuffer> {
  const luma = new Uint8Array(width * height), blue = new Uint8Array(luma.length / 4), red = blue.slice();
  const at = (x: number, y: number, c: number) => data[3 * (y * width + x) + c] / 255;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r, g, b] = [at(x, y, 0), at(x, y, 1), at(x, y, 2)];
      luma[y * width + x] = Math.round(16 + 65.481 * r + 128.553 * g + 24.966 * b);
      if (x % 2 === 1 || y % 2 === 1) continue;
      const cell = y / 2 * width / 2 + x / 2;
      blue[cell] = Math.round(128 - 37.797 * r - 74.203 * g + 112 * b);
      red[cell] = Math.round(128 + 112 * r - 93.786 * g - 18.214 * b);
    }
  }
  const text = new TextEncoder();
  const head = text.encode(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame = text.encode("FRAME\n");
  return new Uint8Array([head, ...[1, 2, 3].flatMap(() => [frame, luma, blue, red])].flatMap((part) => [...part]));
}
