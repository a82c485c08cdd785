/**
 * What the scenarios do with the Studio's page.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";

/** One scenario. */
export type Scenario = (context: BrowserContext, browser: Browser) => Promise<void>;

/** Address of the Studio, without a slash at its end. */
export const address = Deno.args[1];
const ROOT = new URL("../../", import.meta.url);
const TIMEOUT_MS = 240_000;

/** A small photo, so that a busy machine is quick enough. */
export async function smallPhoto(example = "lighthouse", width = 240, height = 160): Promise<Uint8Array> {
  const picture = decodeImage(await Deno.readFile(new URL(`examples/${example}.png`, ROOT)));
  return encodePng(resize(picture, width, height));
}

/** The page, whose troubles are written down. */
export async function opened(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(message.text());
  });
  troubles.set(page, trouble);
  await page.goto(url);
  return page;
}

/** What a page complained of. */
export const troubles = new Map<Page, string[]>();

/** Waits for a whole result of what is set now. */
export async function settled(page: Page): Promise<void> {
  await page.locator(".view:not(.settling)").waitFor();
  await page.locator(".status", { hasText: /^Done/ }).first().waitFor();
}

/** Picks a photo and waits for its result. */
export async function upload(page: Page, bytes: Uint8Array): Promise<void> {
  await page.locator("#pick").setInputFiles({ name: "mine.png", mimeType: "image/png", buffer: Buffer.from(bytes) });
  await page.locator("#share", { hasText: "deno task send mine.png" }).waitFor();
  await settled(page);
}

/** The packet, as it is downloaded. */
export async function packetOf(page: Page): Promise<Uint8Array> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Packet", exact: true }).click(),
  ]);
  return await Deno.readFile(await download.path());
}

/** One of the figures below the photo. */
export async function figure(page: Page, term: string): Promise<string> {
  return await page.locator(".figures div", { hasText: term }).first().locator("dd").innerText();
}

/** One of the commands to copy. */
export async function command(page: Page, label: string): Promise<string> {
  return await page.getByLabel(label, { exact: true }).innerText();
}
