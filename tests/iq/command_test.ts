import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { receivedIqSchema, sentIqSchema } from "../../functions/_shared/iq/index.ts";
import { transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { linkReportSchema, receptionSchema } from "../../functions/_shared/result.ts";
import { Stopwatch } from "../../functions/_shared/stopwatch.ts";
import { loadTransmit } from "../../functions/transmit/models.ts";
import { transmitPhoto } from "../../functions/transmit/transmit.ts";
import { examplePhoto } from "../end_to_end/photos.ts";
import { runTask } from "../end_to_end/run_task.ts";

const sentSchema = linkReportSchema.extend({ iq: sentIqSchema });
const receivedSchema = receptionSchema.extend({ iq: receivedIqSchema });

async function withPhoto(work: (photo: string, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const photo = `${dir}/photo.png`;
    await Deno.writeFile(photo, encodePng(resize(decodeImage((await examplePhoto()).bytes), 384, 256)));
    await work(photo, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function run(task: "send" | "receive", ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runTask(task, ...args, "--json");
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

Deno.test("send --iq writes a recording that receive --iq turns into the very picture of a clean link", async () => {
  await withPhoto(async (photo, dir) => {
    const common = ["--steps", "0", "--out", dir];
    const budget = ["--snr", "6", "--cbr", "0.0625", "--channel", "none"];
    const sent = sentSchema.parse(await run("send", photo, ...budget, "--iq", `${dir}/air.sigmf-meta`, ...common));
    assertLessOrEqual(sent.cbr, 0.0625);
    assertEquals(sent.iq.samples, (sent.symbols + sent.iq.guard_symbols) * 4);
    const received = receivedSchema.parse(await run("receive", "--iq", `${dir}/air`, ...common));
    assertEquals(received.iq.symbols, sent.symbols);
    assertEquals([received.iq.frames, received.iq.header_ok], [1, true]);
    assert(received.iq.classes_ok.every((ok) => ok) && received.layers.every((layer) => layer.crc_ok));
    assertEquals(received.prompt, sent.prompt);
    const [there, here] = await Promise.all(
      [sent, received].map((report) => Deno.readFile(report.files.reconstruction)),
    );
    assertEquals(here, there);
    // Without a recording preamble and pilots are not paid for.
    const without = linkReportSchema.parse(await run("send", photo, ...budget, ...common));
    assert(without.packet_bytes > sent.packet_bytes, `${without.packet_bytes} bytes, with --iq ${sent.packet_bytes}`);
    assertLessOrEqual(without.cbr, 0.0625);
  });
});

Deno.test("the printed table states the overhead and that the simulated channel is not in the recording", async () => {
  await withPhoto(async (photo, dir) => {
    const args = [photo, "--snr", "6", "--symbols", "6000", "--steps", "0", "--out", dir, "--iq", `${dir}/air`];
    const { code, stdout, stderr } = await runTask("send", ...args, "--sps", "2", "--rate", "2e6");
    assertEquals(code, 0, stderr);
    assertMatch(
      stdout,
      /\niq {8}.*air\.sigmf-meta.*without the simulated channel.*2 a symbol; .*256 are preamble and \d+/,
    );
    const table = await runTask("receive", "--iq", `${dir}/air`, "--steps", "0", "--out", dir);
    assertEquals(table.code, 0, table.stderr);
    assertMatch(table.stdout, /\niq {8}frame 1 of 1 at sample 6\d\.\d\d, \d+ symbols at .* dB, carrier -?0\.000\d %/);
    assertMatch(table.stdout, /\nfiles {5}.*air-received\.png/);
  });
});

Deno.test("receive takes a packet file, as POST /v1/receive does", async () => {
  await withPhoto(async (photo, dir) => {
    const options = transmitOptionsSchema.parse({ snr: 6, channel: "none" });
    const { bytes } = transmitPhoto(await Deno.readFile(photo), options, await loadTransmit(), new Stopwatch());
    await Deno.writeFile(`${dir}/photo.semcast`, bytes);
    const common = ["--steps", "0", "--out", dir];
    const received = receptionSchema.parse(await run("receive", `${dir}/photo.semcast`, ...common));
    const sent = linkReportSchema.parse(await run("send", photo, "--snr", "6", "--channel", "none", ...common));
    assertEquals(received.layers, sent.layers.map(({ name, bytes, crc_ok }) => ({ name, bytes, crc_ok })));
    const files = [received, sent].map((report) => Deno.readFileSync(report.files.reconstruction));
    assertEquals(files[0], files[1]);
    await Deno.writeFile(`${dir}/cut.semcast`, bytes.subarray(0, bytes.length >> 1));
    const cut = receptionSchema.parse(await run("receive", `${dir}/cut.semcast`, ...common));
    assert(cut.layers.some((layer) => !layer.crc_ok));
  });
});

Deno.test("receive ends with 2 and one line for the caller's mistakes", async () => {
  await withPhoto(async (photo, dir) => {
    const noise = `${dir}/noise`;
    await Deno.writeFile(`${noise}.sigmf-data`, new Uint8Array(80_000));
    await Deno.writeTextFile(
      `${noise}.sigmf-meta`,
      `{"global":{"core:datatype":"cf32_le","core:version":"1.2.0"},"captures":[{"core:sample_start":0}]}`,
    );
    const cases: [string[], RegExp][] = [
      [[], /^error: Expected a packet file or --iq/],
      [[photo, "--iq", noise], /^error: Expected a packet file or --iq/],
      [[photo], /^error: Bytes are no Semcast packet: wrong magic number$/],
      [[`${dir}/none.semcast`], /^error: packet: reading .* failed: no such file$/],
      [[photo, "--frame", "2"], /^error: frame: Only with --iq$/],
      [["--iq", `${dir}/none`], /^error: --iq: reading .*none\.sigmf-meta failed: no such file$/],
      [["--iq", noise], /^error: No frame found in 10000 samples$/],
      [["--iq", noise, "--sps", "3"], /^error: 3 samples a symbol are not even and 2…16$/],
      [["--iq", noise, "--sps", "64"], /^error: sps: .*\(got 64\)$/],
      [["--iq", noise, "--frame", "0"], /^error: frame: .*\(got 0\)$/],
      [["--iq", noise, "--steps", "9"], /^error: steps: /],
      [["--iq", noise, "--bogus"], /^error: unknown option '--bogus'$/],
    ];
    for (const [args, line] of cases) {
      const { code, stdout, stderr } = await runTask("receive", ...args);
      assertEquals([args.join(" "), code, stdout], [args.join(" "), 2, ""], stderr);
      assertMatch(stderr.trimEnd(), line);
    }
    for (
      const [args, line] of [[["--sps", "4"], /^error: sps: Only with --iq$/], [
        ["--iq", noise, "--sps", "3"],
        /3 samples/,
      ]] as const
    ) {
      const { code, stderr } = await runTask("send", photo, "--out", dir, ...args);
      assertEquals(code, 2, stderr);
      assertMatch(stderr.trimEnd(), line);
    }
  });
});

Deno.test("receive --help shows every option and examples", async () => {
  const { code, stdout } = await runTask("receive", "--help");
  assertEquals(code, 0);
  for (const option of ["iq", "sps", "frame", "seed", "decoder", "steps", "fidelity", "out", "json"]) {
    assert(stdout.includes(`--${option}`), option);
  }
  assertMatch(stdout, /Examples:\n {2}deno task receive --iq/);
});
