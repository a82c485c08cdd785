/**
 * What the Studio costs a visitor, measured in Chromium: bytes until the page can be used, when that is on a processor four
 * times slower, and how soon a picture follows a slider. Beside the clock it reads the processor's time, which other work on
 * the machine does not stretch.
 *
 *     deno run --allow-all tests/bench/studio.ts [CHROMIUM] [URL] [bytes] [start] [processor] [live]
 *
 * Without a URL it builds and starts a server of its own; without names it measures all of them.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { type Browser, chromium } from "playwright-core";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { startFunction } from "../end_to_end/process.ts";
import { runTask } from "../end_to_end/run_task.ts";

const [executablePath = "/usr/bin/chromium", ...rest] = Deno.args;
const given = rest.find((argument) => /^https?:/.test(argument));
const parts = rest.filter((argument) => argument !== given);
const ROOT = new URL("../../", import.meta.url);

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

/** An event of Chromium's trace, with times in microseconds. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  /** Time that the processor was at it. */
  tdur?: number;
  args: { data?: { navigationId?: string } };
}

/** Milliseconds of processor that the page's own thread takes until its controls are there, and what its tasks block. */
async function processorTime(browser: Browser, url: string): Promise<Record<string, number>> {
  const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (document.getElementById("snr") === null) return;
    performance.mark("controls");
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });`);
  await browser.startTracing(page, {
    categories: [
      "toplevel",
      "blink.user_timing",
      "loading",
      "devtools.timeline",
      "disabled-by-default-devtools.timeline",
    ],
  });
  await page.goto(url);
  await page.locator(".view:not(.settling)").waitFor({ timeout: 240_000 });
  const trace: { traceEvents: TraceEvent[] } = JSON.parse(new TextDecoder().decode(await browser.stopTracing()));
  await page.context().close();
  const { traceEvents: events } = trace;
  const there = events.find(({ name }) => name === "controls");
  const begun = events.find(({ name, args }) =>
    name === "navigationStart" && args.data?.navigationId === there?.args.data?.navigationId
  );
  if (begun === undefined || there === undefined) throw new Error("The trace has no beginning, or no controls");
  const tasks = events.filter(({ name, pid, tid, ts }) =>
    name.endsWith("RunTask") && pid === begun.pid && tid === begun.tid && ts >= begun.ts
  ).map(({ ts, tdur = 0 }) => ({ ts, ms: tdur / 1000 }));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    "until the controls": 4 * sum(tasks.filter(({ ts }) => ts <= there.ts).map(({ ms }) => ms)),
    "longest task": 4 * Math.max(...tasks.map(({ ms }) => ms)),
    "blocking time": sum(tasks.map(({ ms }) => Math.max(0, 4 * ms - 50))),
  };
}

/**
 * Milliseconds from a moved slider to another picture of 512×512 pixels and to the whole result, and of each stage of that.
 *
 * @param threads false: the page without the header that isolates it, in which the decoder has one thread
 */
async function live(browser: Browser, url: string, steps: number, threads: boolean): Promise<Record<string, number>> {
  const photo = resize(decodeImage(await Deno.readFile(new URL("examples/lighthouse.png", ROOT))), 512, 512);
  const page = await (await browser.newContext({ serviceWorkers: "block" })).newPage();
  if (!threads) {
    await page.route(`${url}/`, async (route) => {
      const response = await route.fetch();
      const { "cross-origin-embedder-policy": _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
  }
  await page.goto(`${url}/#steps=${steps}`);
  const settled = page.locator(".view:not(.settling)");
  await page.locator("#pick").setInputFiles({
    name: "photo.png",
    mimeType: "image/png",
    buffer: Buffer.from(encodePng(photo)),
  });
  await page.locator("#share", { hasText: "photo.png" }).waitFor({ timeout: 240_000 });
  await settled.waitFor({ timeout: 240_000 });
  const runs = await page.evaluate(`(async () => {
    const slider = document.getElementById("snr"), runs = [];
    for (const snr of [6, 0, 3]) {
      const before = document.querySelector(".figures dd").textContent, begin = performance.now();
      slider.value = snr;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      const wait = async (there) => {
        while (!there()) await new Promise((done) => requestAnimationFrame(done));
        return performance.now() - begin;
      };
      const run = { picture: await wait(() => document.querySelector(".figures dd").textContent !== before) };
      run.whole = await wait(() => !document.querySelector(".view").classList.contains("settling"));
      await new Promise((done) => setTimeout(done, 400)); // the table follows when the page is idle
      for (const row of document.querySelectorAll(".times tr")) {
        const ms = parseFloat(row.querySelector(".number").textContent);
        if (ms > 0) run[row.querySelector("th").textContent] = ms;
      }
      runs.push(run);
    }
    return runs;
  })()`) as Record<string, number>[]; // what the line above returns
  await page.context().close();
  return Object.fromEntries(Object.keys(runs[0]).map((what) => [what, Math.min(...runs.map((run) => run[what]))]));
}

const measured: Record<string, (browser: Browser, url: string) => Promise<void>> = {
  async bytes(browser, url) {
    // The server packs a large file when it is first asked for it.
    await firstLoad(browser, `${url}/#steps=1`);
    const sizes = await firstLoad(browser, `${url}/#steps=1`);
    for (const [kind, bytes] of Object.entries(sizes)) console.log(`${kind.padEnd(18)} ${(bytes / 1e6).toFixed(3)} MB`);
  },

  async start(browser, url) {
    for (const slowdown of [1, 4]) {
      const runs = [];
      for (let i = 0; i < 3; i++) runs.push(await interactive(browser, `${url}/#steps=0`, slowdown));
      for (const what of Object.keys(runs[0])) {
        const best = Math.min(...runs.map((run) => run[what]));
        console.log(`${`${what}, ${slowdown}× slower`.padEnd(24)} ${best.toFixed(0)} ms (best of 3)`);
      }
    }
  },

  async processor(browser, url) {
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await processorTime(browser, `${url}/`));
    for (const what of Object.keys(runs[0])) {
      const best = Math.min(...runs.map((run) => run[what]));
      console.log(`processor of the page's thread, four times: ${what.padEnd(18)} ${best.toFixed(0)} ms (best of 3)`);
    }
  },

  async live(browser, url) {
    for (const [steps, threads] of [[0, true], [4, true], [4, false]] as const) {
      const found = await live(browser, url, steps, threads);
      const stages = Object.entries(found).map(([what, ms]) => `${what} ${ms.toFixed(0)}`);
      const how = `${steps} steps, ${threads ? "all cores" : "one thread"}`;
      console.log(`512×512 after a moved slider, ms (best of 3), ${how}: ${stages.join(", ")}`);
    }
  },
};

async function measure(url: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    for (const [name, part] of Object.entries(measured)) {
      if (parts.length === 0 || parts.includes(name)) await part(browser, url);
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
