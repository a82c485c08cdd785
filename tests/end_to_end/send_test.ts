import { assert, assertAlmostEquals, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { similarity } from "../../kernels/metrics/wasm.ts";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { linkReportSchema } from "../../functions/_shared/result.ts";
import { examplePhoto } from "./photos.ts";
import { runTask } from "./run_task.ts";

const WIDTH = 384, HEIGHT = 256;

async function withPhoto(work: (photo: string, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const photo = `${dir}/a photo.png`;
    await Deno.writeFile(photo, encodePng(resize(decodeImage((await examplePhoto()).bytes), WIDTH, HEIGHT)));
    await work(photo, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function send(...args: string[]) {
  const { code, stdout, stderr } = await runTask("send", ...args, "--json");
  assertEquals(code, 0, stderr);
  return linkReportSchema.parse(JSON.parse(stdout));
}

/** Mean squared error over all bytes, the plain way. */
function plainPsnr(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / a.length));
}

Deno.test("send --json prints one object that tells the truth, the same for the same seed", async () => {
  await withPhoto(async (photo, dir) => {
    const args = [photo, "--snr", "3", "--cbr", "0.0625", "--seed", "7", "--steps", "1", "--out", `${dir}/out`];
    const report = await send(...args);
    assertEquals(report.image, { width: WIDTH, height: HEIGHT });
    assertEquals(report.channel, { kind: "awgn", snr_db: 3, seed: 7 });
    assertEquals(report.decoder, { runtime: "wasm", steps: 1, degraded: false });
    assertAlmostEquals(report.cbr, report.symbols / (WIDTH * HEIGHT * 3), 1e-12);
    assertAlmostEquals(report.bpp, 8 * report.packet_bytes / (WIDTH * HEIGHT), 1e-12);
    assertLessOrEqual(report.cbr, 0.0625);
    assert(report.layers.length >= 1 && report.layers.every((layer) => layer.bytes > 0));
    const [original, received, keyMap] = await Promise.all(
      [report.files.original, report.files.reconstruction, report.files.key_map].map(async (path) =>
        decodeImage(await Deno.readFile(path))
      ),
    );
    assertEquals(received.format, "png");
    assertEquals([keyMap.width, keyMap.height], [WIDTH, HEIGHT]);
    assertAlmostEquals(report.metrics.psnr ?? 0, plainPsnr(original.data, received.data), 1e-3);
    for (const metric of ["ms_ssim", "vsi"] as const) {
      assertAlmostEquals(report.metrics[metric] ?? 0, similarity(metric, original, received), 1e-6, metric);
    }

    const again = await send(...args);
    assertEquals({ ...again, ms: null }, { ...report, ms: null });
  });
});

Deno.test("every budget holds, whatever its unit, and the SNR decides what it buys", async () => {
  await withPhoto(async (photo, dir) => {
    const out = ["--steps", "0", "--out", dir];
    const low = await send(photo, "--snr", "0", "--symbols", "4000", ...out);
    const high = await send(photo, "--snr", "12", "--symbols", "4000", ...out);
    assertLessOrEqual(low.symbols, 4000);
    assertLessOrEqual(high.symbols, 4000);
    assert(high.packet_bytes > 1.5 * low.packet_bytes, `${low.packet_bytes} bytes at 0 dB, ${high.packet_bytes} at 12`);
    const bpp = await send(photo, "--channel", "none", "--bpp", "0.15", ...out);
    assertLessOrEqual(8 * bpp.packet_bytes, 0.15 * WIDTH * HEIGHT);
    assert(bpp.layers.every((layer) => layer.crc_ok), "Layers were lost on no channel");
  });
});

Deno.test("send ends with 2 and one line for the caller's mistakes", async () => {
  await withPhoto(async (photo, dir) => {
    const text = `${dir}/text.jpg`;
    await Deno.writeTextFile(text, "This is not a picture");
    const cases: [string[], RegExp][] = [
      [[], /^error: missing required argument 'image'$/],
      [[photo, "--snr", "99"], /^error: snr: .*40.*\(got 99\)$/],
      [[photo, "--steps", "2.5"], /^error: steps: /],
      [[photo, "--channel", "smoke"], /^error: .*--channel.*none, awgn, rayleigh/],
      [[photo, "--cbr", "0.1", "--bpp", "0.1"], /^error: cbr: Expected one of cbr, symbols and bpp/],
      [[photo, "--symbols", "5"], /^error: .*budget/i],
      [[photo, "--roi", "5000,0,10,10"], /^error: roi: .*384×256/],
      [[photo, "--bogus"], /^error: unknown option '--bogus'$/],
      [[`${dir}/none.jpg`], /^error: image: reading .* failed: no such file$/],
      [[text], /^error: /],
    ];
    for (const [args, line] of cases) {
      const { code, stdout, stderr } = await runTask("send", ...args);
      assertEquals([args.join(" "), code, stdout], [args.join(" "), 2, ""], stderr);
      assertMatch(stderr.trimEnd(), line);
    }
  });
});

Deno.test("send --help shows every option and examples", async () => {
  const { code, stdout } = await runTask("send", "--help");
  assertEquals(code, 0);
  for (
    const option of ["snr", "channel", "cbr", "symbols", "bpp", "seed", "key", "mask", "roi", "steps", "out", "json"]
  ) {
    assert(stdout.includes(`--${option}`), option);
  }
  assertMatch(stdout, /Examples:\n {2}deno task send photo\.jpg/);
});
