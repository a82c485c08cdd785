/**
 * Opens the example page in Chromium, gives it photos, and prints the SHA-256 of each packet, a line each. A process of its
 * own, since it needs permissions that the tests do not have.
 *
 *     deno run --allow-all tests/library/chromium_page.ts CHROMIUM URL relaxed|sse|plain PHOTO…
 *
 * @module
 */
import { chromium } from "playwright-core";

const [executablePath, url, simd, ...photos] = Deno.args;
const flags = simd === "sse" ? ["--js-flags=--no-enable-avx"] : [];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...flags] });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => console.error(error.message));
  // What an engine without relaxed SIMD answers to the kernels' probe: V8 has no flag any more that takes it away alone.
  if (simd === "plain") await page.addInitScript("WebAssembly.validate = () => false");
  const kernels: string[] = [];
  page.on("request", (request) => kernels.push(request.url().replace(/^.*\//, "")));
  await page.goto(url);
  for (const photo of photos) {
    await page.evaluate("document.getElementById('status').textContent = ''");
    await page.setInputFiles("#photo", photo);
    await page.waitForFunction("document.getElementById('status').textContent.includes('became')");
    console.log(
      await page.evaluate(`(async () => {
        const packet = await (await fetch(document.getElementById("packet").href)).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", packet));
        return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      })()`),
    );
  }
  console.log(kernels.includes("nn-relaxed.wasm") ? "relaxed" : "plain");
} finally {
  await browser.close();
}
