/** What can be taken away, and what changes it. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import { codedSize, parseHeader } from "../../functions/_shared/packet/header.ts";
import { linkReportSchema } from "../../functions/_shared/result.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { randomAdapter } from "../decoder/fixtures/adapters.ts";
import { address, command, figure, opened, packetOf, type Scenario, settled, smallPhoto, upload } from "./driver.ts";

/** The files that a button hands out, by name. */
async function downloads(page: Page, button: string, count: number): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  const all = new Promise<void>((done) =>
    page.on("download", async (download) => {
      files[download.suggestedFilename()] = await Deno.readFile(await download.path());
      if (Object.keys(files).length === count) done();
    })
  );
  await page.getByRole("button", { name: button, exact: true }).click();
  await all;
  return files;
}

/** Scenarios by name. */
export const takeaways: Record<string, Scenario> = {
  async recording(context) {
    const page = await opened(context, `${address}/#snr=6&steps=0&cbr=0.125&channel=none`);
    await upload(page, await smallPhoto());
    const files = await downloads(page, "SigMF for a radio", 2);
    const data = files["photo.sigmf-data"];
    const meta = JSON.parse(new TextDecoder().decode(files["photo.sigmf-meta"]));
    assertEquals(meta.global["core:datatype"], "cf32_le");
    assertEquals(meta.global["core:sha512"], createHash("sha512").update(data).digest("hex"));
    assertEquals(data.length % 8, 0);
    const samples = new Float32Array(data.slice().buffer);
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert(peak > 0.3 && peak <= 0.8001, `peak ${peak}`);
    // The command line receives it, and its picture is the page's: the recording holds no channel.
    const folder = await Deno.makeTempDir();
    for (const [name, bytes] of Object.entries(files)) await Deno.writeFile(`${folder}/${name}`, bytes);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-all", "functions/_shared/cli/receive.ts"].concat(
        ["--iq", `${folder}/photo`, "--steps", "0", "--out", folder, "--json"],
      ),
      env: { INIT_CWD: "" },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const received = JSON.parse(new TextDecoder().decode(stdout));
    assert(received.layers.every((layer: { crc_ok: boolean }) => layer.crc_ok));
    const { "received.png": shown } = await downloads(page, "Received picture", 1);
    const decibels = psnr(
      decodeImage(shown),
      decodeImage(await Deno.readFile(received.files.reconstruction)),
    );
    assert(decibels > 50, `${decibels} dB between the page's picture and the recording's`);
    await Deno.remove(folder, { recursive: true });
  },

  async report(context) {
    const page = await opened(context, `${address}/#snr=6&steps=1&cbr=0.125`);
    await upload(page, await smallPhoto());
    const files = await downloads(page, "Report", 2);
    const report = linkReportSchema.omit({ files: true }).parse(
      JSON.parse(new TextDecoder().decode(files["report.json"])),
    );
    assertEquals(`${report.metrics.psnr?.toFixed(2)} dB`, await figure(page, "PSNR"));
    assertEquals(`${report.packet_bytes} bytes`, (await figure(page, "packet")).replace(",", ""));
    assertEquals(report.image, { width: 240, height: 160 });
    assertEquals(report.decoder, { runtime: "wasm", steps: 1, degraded: false });
    assertEquals(report.packet_bytes, (await packetOf(page)).length);
    const html = new TextDecoder().decode(files["report.html"]);
    assert(html.includes(`${report.metrics.psnr?.toFixed(2)}`) && html.includes("Made by the Semcast Studio"));
    // It is opened as a file: what it shows is in it.
    const away = await context.newPage();
    const asked: string[] = [];
    away.on("request", (request) => asked.push(request.url()));
    const path = await Deno.makeTempFile({ suffix: ".html" });
    await Deno.writeTextFile(path, html);
    await away.goto(`file://${path}`);
    assertEquals(asked.filter((url) => !url.startsWith("data:")), [`file://${path}`]);
    await Deno.remove(path);
  },

  async adapter(context) {
    const page = await opened(context, `${address}/#snr=6&steps=0&cbr=0.125`);
    await upload(page, await smallPhoto());
    const before = { psnr: await figure(page, "PSNR"), packet: await packetOf(page) };
    const file = randomAdapter({ "synthesis.g_s.fine_in": [96, 195] }, 4, 1);
    const choose = (name: string, bytes: Uint8Array) =>
      page.locator("#lora").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
    await choose("mine.safetensors", file);
    await page.locator("#share", { hasText: "--lora mine.safetensors:1" }).waitFor();
    await settled(page);
    const after = { psnr: await figure(page, "PSNR"), packet: await packetOf(page) };
    assertNotEquals(after.psnr, before.psnr);
    assertEquals(new Uint8Array(after.packet), new Uint8Array(before.packet));
    await page.getByLabel("Weight of the adapter").fill("0");
    await page.locator("#share", { hasText: "--lora mine.safetensors:0" }).waitFor();
    await settled(page);
    assertEquals(await figure(page, "PSNR"), before.psnr);
    await page.getByLabel("Weight of the adapter").fill("1");
    await choose("broken.safetensors", file.subarray(0, 40));
    await page.locator(".viewer .status", { hasText: /adapter|safetensors/i }).waitFor();
  },

  async keys(context) {
    // So few bits that the photo is coded at fewer pixels than it has.
    const page = await opened(context, `${address}/#snr=6&steps=0&cbr=0.007`);
    const photo = await smallPhoto("boat", 480, 320);
    await upload(page, photo);
    const transmitter = await createTransmitter();
    const packets = new Set<string>();
    for (const [name, key] of [["Auto", "auto"], ["Strong", "strong"], ["Uniform", "uniform"]] as const) {
      const choice = page.getByRole("radio", { name, exact: true });
      await choice.check();
      await page.locator("#share", { hasText: `--key ${key}` }).waitFor();
      await settled(page);
      for (
        const [label, part] of [["The same on the command line", `--key ${key}`], ["The same over HTTP", `key=${key}`]]
      ) {
        assert((await command(page, label)).includes(part), `${label} has no ${part}`);
      }
      const { packet } = transmitter.encode(photo, { snr: 6, cbr: 0.007, key });
      assertEquals(new Uint8Array(await packetOf(page)), packet, key);
      packets.add(packet.join());
      const { width, height } = codedSize(parseHeader(packet));
      assert(width < 480, `${key} is coded at ${width} pixels`);
      await page.locator(".status", { hasText: `coded at ${width}×${height} of 480×320` }).first().waitFor();
    }
    assertEquals(packets.size, 3);
    assert((await command(page, "Link to these settings")).includes("key=uniform"));
    await page.locator("#cbr").fill("8");
    await page.locator("#share", { hasText: "--cbr 0.166667" }).waitFor();
    await settled(page);
    await page.locator(".status", { hasText: /^Done in \d+ ms on this device$/ }).first().waitFor();
  },

  async threads(context) {
    // The decoder's threads are workers of its own script; without isolation, or where they failed, there is one worker less.
    const page = await context.newPage();
    const workers: string[] = [];
    page.on("worker", (worker) => workers.push(worker.url()));
    await page.goto(`${address}/#snr=6&steps=1&cbr=0.125`);
    await upload(page, await smallPhoto());
    assert(await page.evaluate("crossOriginIsolated"));
    await page.locator("#decoder", { hasText: "1 step on wasm" }).waitFor();
    assert(!(await page.locator("#decoder").innerText()).includes("Degraded"));
    const cores = Math.min(4, Number(await page.evaluate("navigator.hardwareConcurrency")));
    const threads = workers.filter((url) => !/\/(engine|decoder_worker|rivals)\.js$/.test(url));
    assertEquals(threads.length, cores - 1, workers.join());
  },

  async analog(context) {
    const page = await opened(context, `${address}/#snr=6&steps=0&cbr=0.125`);
    await upload(page, await smallPhoto());
    const digital = await figure(page, "packet");
    await page.getByRole("radio", { name: "As amplitudes" }).check();
    await page.locator("#packet tbody", { hasText: "amplitudes" }).waitFor();
    await settled(page);
    assertNotEquals(await figure(page, "packet"), digital);
    assert(parseFloat(await figure(page, "PSNR")) > 20, await figure(page, "PSNR"));
    assert(await page.getByRole("button", { name: "SigMF for a radio" }).isDisabled());
    assert((await command(page, "The same on the command line")).includes("--mode analog"));
    assert((await command(page, "Link to these settings")).includes("mode=analog"));
    // A perfect channel carries bytes and no amplitudes.
    await page.getByLabel("Channel").selectOption("none");
    await page.locator("#packet tbody", { hasText: "enhancements" }).waitFor();
    await settled(page);
    assert(await page.getByRole("radio", { name: "As amplitudes" }).isDisabled());
  },

  async blocks(context) {
    // Fading over a part of the packet: some of its blocks fail, and the page says which.
    const page = await opened(
      context,
      `${address}/#photo=lighthouse&snr=9&cbr=0.125&steps=0&channel=rayleigh&doppler=15&seed=4`,
    );
    await settled(page);
    const said = page.locator("#packet tbody tr .blocks-said");
    await said.first().waitFor();
    const files = await downloads(page, "Report", 2);
    const report = linkReportSchema.omit({ files: true }).parse(
      JSON.parse(new TextDecoder().decode(files["report.json"])),
    );
    assertEquals(
      await page.locator("#packet .blocks i.lost").count(),
      report.code_blocks.flatMap((b) => b.failed).length,
    );
    const texts = await said.allInnerTexts();
    assertEquals(texts.length, report.code_blocks.length);
    for (const [i, { count, failed }] of report.code_blocks.entries()) {
      if (failed.length === 0) assertEquals(texts[i], `${count}, all good`);
      else assert(texts[i].includes("failed"), texts[i]);
    }
    assert(report.code_blocks.some(({ failed }) => failed.length > 0), JSON.stringify(report.code_blocks));
  },
};
