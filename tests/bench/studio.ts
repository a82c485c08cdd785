/**
 * What the Studio costs a visitor, measured in Chromium: bytes until the page can be used, and when that is on a processor
 * four times slower.
 *
 *     deno run --allow-all tests/bench/studio.ts [CHROMIUM] [URL]
 *
 * Without a URL it builds and starts a server of its own.
 *
 * @module
 */
import { type Browser, chromium } from "playwright-core";
import { startFunction } from "../end_to_end/process.ts";
import { runTask } from "../end_to_end/run_task.ts";

const [executablePath = "chromium", given] = Deno.args;

/** Bytes by kind of file that came over the wire until the first whole picture. */
async function firstLoad(browser: Browser, url: string): Promise<Record<string, number>> {
  const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  // Workers load kernels and networks: their requests are told to sessions of their own, so sizes come from the answers.
  const sizes: Record<string, number> = {};
  const pending: Promise<void>[] = [];
  page.context().on("response", (response) => {
    pending.push((async () => {
      const { pathname } = new URL(response.url());
      const kind = /^\/studio\/(models|examples)\//.exec(pathname)?.[1] ??
        (pathname.includes("ort-wasm") ? "decoder runtime" : pathname.includes("/kernels/") ? "kernels" : "page");
      const size = await response.request().sizes().catch(() => undefined);
      sizes[kind] = (sizes[kind] ?? 0) + (size?.responseBodySize ?? 0);
    })());
  });
  await page.goto(url);
  await page.locator(".view:not(.settling)").waitFor({ timeout: 240_000 });
  await Promise.all(pending);
  await page.context().close();
  return sizes;
}

/** Milliseconds until the controls are there and answer, with the main thread slowed down. */
async function interactive(browser: Browser, url: string, slowdown: number): Promise<Record<string, number>> {
  const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(`new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) (globalThis.longTasks ??= []).push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });`);
  await page.goto(url);
  await page.locator("#snr").waitFor();
  const found = await page.evaluate(`(async () => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
    const there = performance.now();
    const slider = document.getElementById("snr");
    slider.value = "7";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const answered = document.querySelector("output[for=snr]").textContent.startsWith("7") ? performance.now() : NaN;
    await new Promise((done) => setTimeout(done, 4000));
    const blocked = (globalThis.longTasks ?? []).reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0);
    return { painted, there, answered, blocked };
  })()`);
  await page.context().close();
  return found as Record<string, number>; // what the line above returns
}

async function measure(url: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    // The server packs a file when it is first asked for it.
    await firstLoad(browser, `${url}/#steps=1`);
    const sizes = await firstLoad(browser, `${url}/#steps=1`);
    for (const [kind, bytes] of Object.entries(sizes)) console.log(`${kind.padEnd(18)} ${(bytes / 1e6).toFixed(3)} MB`);
    for (const slowdown of [1, 4]) {
      const runs = [];
      for (let i = 0; i < 3; i++) runs.push(await interactive(browser, `${url}/#steps=0`, slowdown));
      for (const what of Object.keys(runs[0])) {
        const best = Math.min(...runs.map((run) => run[what]));
        console.log(`${`${what}, ${slowdown}× slower`.padEnd(24)} ${best.toFixed(0)} ms (best of 3)`);
      }
    }
  } finally {
    await browser.close();
  }
}

if (given === undefined) {
  const built = await runTask("studio");
  if (built.code !== 0) throw new Error(built.stderr);
  const server = await startFunction("functions/_shared/cli/start.ts");
  try {
    await measure(server.url);
  } finally {
    await server.stop();
  }
} else await measure(given);
