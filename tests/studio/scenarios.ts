/**
 * What a user does in the Studio, in a real Chromium. A process of its own, since it needs permissions that the tests do not
 * have.
 *
 *     deno run --allow-all tests/studio/scenarios.ts CHROMIUM URL SCENARIO
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { chromium } from "playwright-core";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import {
  address,
  command,
  figure,
  opened,
  packetOf,
  type Scenario,
  settled,
  smallPhoto,
  troubles,
  upload,
} from "./driver.ts";
import { inputs } from "./inputs.ts";
import { takeaways } from "./takeaways.ts";

const scenarios: Record<string, Scenario> = {
  ...inputs,
  ...takeaways,

  async upload(context) {
    const page = await opened(context, `${address}/#snr=6&steps=1&cbr=0.125`);
    const photo = await smallPhoto();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.method()));
    await upload(page, photo);
    const { packet } = (await createTransmitter()).encode(photo, { snr: 6, cbr: 1 / 8 });
    assertEquals(new Uint8Array(await packetOf(page)), packet);
    assert(!requests.includes("POST"), "The photo left the page");
    assert(/^\d\d\.\d\d dB$/.test(await figure(page, "PSNR")), await figure(page, "PSNR"));

    await page.locator("#server").check();
    await page.locator("#server-said", { hasText: `The same ${packet.length.toLocaleString("en")} bytes` }).waitFor();
  },

  async paint(context) {
    const page = await opened(context, `${address}/#steps=0`);
    await upload(page, await smallPhoto("boat"));
    const before = await packetOf(page);
    await page.getByRole("tab", { name: "Key map" }).click();
    const map = page.getByRole("application", { name: "Key map, to paint on" });
    const box = await map.boundingBox();
    assert(box !== null);
    await page.getByLabel("Not key").check();
    await page.getByLabel("Size").selectOption("5");
    for (let y = 0.05; y < 1; y += 0.12) {
      await page.mouse.move(box.x + 0.02 * box.width, box.y + y * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.98 * box.width, box.y + y * box.height, { steps: 30 });
      await page.mouse.up();
    }
    await page.locator("#paint-help", { hasText: /^0 %/ }).waitFor();
    await page.getByRole("radio", { name: "Key", exact: true }).check();
    await page.getByLabel("Size").selectOption("1");
    await map.focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowLeft");
    for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await settled(page);
    await page.getByText("Column 2, row 2: key").waitFor({ state: "attached" });
    assert((await command(page, "The same on the command line")).includes("--roi 0,0,32,16 --roi 16,16,16,16"));
    assertNotEquals(new Uint8Array(await packetOf(page)), new Uint8Array(before));
    await page.locator(".tools").getByRole("button", { name: "As the network says" }).click();
  },

  async prompt(context) {
    const page = await opened(context, `${address}/#steps=0`);
    await upload(page, await smallPhoto());
    const bytes = async () => Number(await page.locator("#prompt-bytes").innerText());
    const before = await bytes();
    await page.locator("#caption").fill("a red and white lighthouse");
    await page.locator("#prompt-bytes", { hasText: new RegExp(`^(?!${before}$)\\d+$`) }).waitFor();
    assert(await bytes() > before + 8, `${before} bytes became ${await bytes()}`);
    await page.getByLabel("Scene").selectOption("tower");
    await settled(page);
    assert((await page.locator(".said").innerText()).includes("a red and white lighthouse"));
    await page.getByText(/^Edit the \d regions/).click();
    await page.locator(".regions li").first().waitFor();
    const regions = await page.locator(".regions li").count();
    await page.getByRole("button", { name: /^Remove region 1/ }).click();
    await page.getByText(`Edit the ${regions - 1} regions`).waitFor();
    await settled(page);
    assert((await command(page, "The same over HTTP")).includes("prompt=<prompt.json"));
    await page.locator("#server").check();
    await page.locator("#server-said", { hasText: /^The same/ }).waitFor();
  },

  async sweep(context) {
    const page = await opened(context, `${address}/#steps=0&snr=6`);
    await upload(page, await smallPhoto("boat", 192, 128));
    await page.getByRole("button", { name: /Start walking from 6/ }).click();
    await page.locator("#walk .status", { hasText: "Arrived" }).waitFor();
    await page.getByText("The chart as a table").click();
    const rows = await page.locator("#walk tbody tr").allInnerTexts();
    assertEquals(rows.length, 11);
    const values = rows.map((row) => row.split("\t").slice(1).map((cell) => parseFloat(cell)));
    assert(values.flat().every((value) => value > 5 && value < 60), JSON.stringify(values));
    // A file is there or not; Semcast's parts are lost one after the other.
    const [first, last] = [values[0], values[values.length - 1]];
    assert(last.every((value, i) => value < first[i]), JSON.stringify([first, last]));
    const [coded, amplitudes] = values[4];
    assert(amplitudes > coded + 3, `4 dB further amplitudes have ${amplitudes} dB, codes ${coded} dB`);
    await page.locator("#place").fill("10");
    await page.locator("output[for=place]", { hasText: "−4.0 dB" }).waitFor();
    assertEquals(await page.locator("#walk .side-by-side canvas").count(), 5);
  },

  async share(context) {
    const page = await opened(
      context,
      `${address}/#photo=lighthouse&snr=8&steps=0&channel=rician&seed=7&roi=64,64,160,96`,
    );
    await settled(page);
    const link = await command(page, "Link to these settings");
    const [psnr, bytes] = [await figure(page, "PSNR"), await figure(page, "packet")];
    const other = await opened(context, link);
    await settled(other);
    assertEquals([await figure(other, "PSNR"), await figure(other, "packet")], [psnr, bytes]);
    assertEquals(await other.locator("#snr").inputValue(), "8");
    const line = await command(other, "The same on the command line");
    for (const part of ["examples/lighthouse.png", "--snr 8", "--channel rician", "--seed 7", "--roi 64,64,160,96"]) {
      assert(line.includes(part), line);
    }
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await other.getByRole("button", { name: "Copy: The same on the command line" }).click();
    await other.getByText("The same on the command line copied").waitFor({ state: "attached" });
    assertEquals(await other.evaluate("navigator.clipboard.readText()"), line);
    const hostile = await opened(context, `${address}/#snr=1e9&steps=<b>&channel=carrier-pigeon&roi=x&photo=../../etc`);
    await settled(hostile);
    assertEquals(await hostile.locator("#snr").inputValue(), "3");
    assertEquals(await hostile.locator("#channel").inputValue(), "awgn");
    assertEquals(troubles.get(hostile), []);
  },

  async offline(context) {
    const page = await opened(context, `${address}/#steps=1`);
    await settled(page);
    await page.locator("#offline", { hasText: "works offline" }).waitFor();
    await context.setOffline(true);
    const away = await opened(context, `${address}/#photo=still-life&steps=1&snr=9`);
    await settled(away);
    await away.getByRole("button", { name: /Compare with JPEG/ }).click();
    await away.locator("#rivals figcaption", { hasText: /JPEG.*(arrived|lost)/s }).first().waitFor();
    assertEquals(troubles.get(away), []);
  },

  async keyboard(context) {
    const page = await opened(context, `${address}/#steps=0`);
    await settled(page);
    await page.keyboard.press("Tab");
    assertEquals(await page.evaluate("document.activeElement.textContent"), "To the photo");
    await page.keyboard.press("Enter");
    assertEquals(await page.evaluate("document.activeElement.id"), "photo");
    const walkTo = async (found: string) => {
      for (let i = 0; i < 160; i++) {
        if (await page.evaluate(found)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`Tab never came to ${found}`);
    };
    await walkTo("document.activeElement.role === 'tab'");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("application", { name: "Key map, to paint on" }).waitFor();
    await walkTo("document.activeElement.getAttribute('role') === 'application'");
    await page.keyboard.press("Space");
    await page.locator(".cursor").waitFor();
    await page.keyboard.press("Shift+Tab");
    await page.reload();
    await settled(page);
    await walkTo("document.activeElement.id === 'snr'");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
    assertEquals(await page.locator("#snr").inputValue(), "5");
    await settled(page);
    await walkTo("document.activeElement.id === 'channel'");
    await page.keyboard.press("r");
    await page.locator("output[for=doppler]", { hasText: "0 Hz" }).waitFor();
    await settled(page);
    assert((await command(page, "The same on the command line")).includes("--channel rayleigh"));
  },

  async accessible(_context, browser) {
    const axe = await Deno.readTextFile(new URL("axe.min.js", import.meta.resolve("axe-core")));
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [390, 820, 1440]) {
        // Only here is the page's own policy off: axe comes as a script of the test.
        const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
        const page = await opened(context, `${address}/#steps=1`);
        await settled(page);
        for (const tab of ["Before and after", "Key map", "Error", "Reliability"]) {
          await page.getByRole("tab", { name: tab }).click();
          await page.evaluate(axe);
          const found = await page.evaluate(
            `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
            .then(({ violations }) => violations.map(({ id, impact, nodes }) => [impact, id, nodes.map(({ html }) => html.slice(0, 200)).slice(0, 5)]))`,
          );
          // `as`: what the line above returns.
          const bad = (found as [string, string, string[]][]).filter(([impact]) =>
            impact === "serious" || impact === "critical"
          );
          assertEquals(bad, [], `${colorScheme}, ${width} pixels, ${tab}`);
        }
        const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(wide, 0, `${width} pixels: the page scrolls sideways`);
        await context.close();
      }
    }
  },
};

const browser = await chromium.launch({ executablePath: Deno.args[0], args: ["--no-sandbox"] });
try {
  const context = await browser.newContext({ acceptDownloads: true });
  await scenarios[Deno.args[2]](context, browser);
} finally {
  await browser.close();
}
