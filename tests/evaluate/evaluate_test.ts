import { assert, assertAlmostEquals, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import { bytesWithin } from "../../functions/evaluate/still_scheme.ts";
import { fileFitter } from "../../functions/evaluate/fitted_file.ts";
import { commandOf, type Row } from "../../functions/evaluate/row.ts";
import { SCHEMES } from "../../functions/evaluate/schemes.ts";
import { STILL_CODECS } from "../../functions/evaluate/still_codecs.ts";
import { summarize } from "../../functions/evaluate/summary.ts";
import { readRows, remaining, shard } from "../../functions/evaluate/sweep.ts";
import { bestOf } from "../../functions/evaluate/tables.ts";
import { planLink } from "../../functions/_shared/link/index.ts";
import { decodeImage, resize } from "../../kernels/pixels/wasm.ts";
import { ROOT, runProgram, semcast, withPhotos } from "../cli/semcast.ts";

const POINT = { channel: "awgn", snr: 3, expect: 3, cbr: 1 / 16, seed: 1, loss: 0 } as const;
const ROW: Row = {
  ...POINT,
  photo: "a.png",
  scheme: "jpeg",
  used_cbr: 0.06,
  bpp: 0.2,
  delivered: 1,
  metrics: { psnr: 30 },
  ms: {},
};

function evaluate(args: string[]) {
  const [, run, ...options] = denoJson.tasks.evaluate.command.split(" ");
  return runProgram(Deno.execPath(), [run, "--quiet", "--no-check", ...options, ...args]);
}

async function boat() {
  return resize(decodeImage(await Deno.readFile(new URL("examples/boat.png", ROOT))), 192, 128);
}

Deno.test("The bytes of a budget fit it with the header block, and one more does not", () => {
  const limit = Math.floor(512 * 768 * 3 / 16);
  const bytes = bytesWithin(512 * 768, POINT);
  const symbols = (file: number) => planLink({ snrDb: 3, channel: "awgn", bytes: [16, 0, file, 0] }).symbols;
  assert(symbols(bytes) <= limit && symbols(bytes + 1) > limit);
  assertEquals(bytesWithin(64, POINT), 0);
});

for (const [name, codec] of Object.entries(STILL_CODECS)) {
  Deno.test(`A ${name} file keeps within its bytes and is better with more of them`, async () => {
    const photo = await boat();
    const fit = fileFitter(photo, codec);
    const small = await fit(900), large = await fit(4000);
    assert(small !== undefined && large !== undefined);
    assert(small.file.length <= 900 && large.file.length <= 4000);
    assertEquals([large.image.width, large.image.height], [192, 128]);
    const wrong = (image: Uint8Array) => image.reduce((sum, value, i) => sum + (value - photo.data[i]) ** 2, 0);
    assertLess(wrong(large.image.data), wrong(small.image.data));
    assertEquals(await fit(10), undefined);
  });
}

Deno.test("A file over a channel far worse than expected is lost and shown in the photo's mean colour", async () => {
  const image = await boat();
  const send = await SCHEMES.webp.open({ file: new Uint8Array(), image, key: new Uint8Array(96) });
  const whole = await send({ ...POINT, cbr: 1 / 4 });
  const lost = await send({ ...POINT, cbr: 1 / 4, snr: -6, expect: 12 });
  assertEquals([whole.delivered, lost.delivered], [1, 0]);
  assertEquals(new Set(lost.image.data.filter((_, i) => i % 3 === 0)).size, 1);
  assertEquals((await send({ ...POINT, cbr: 1 / 4, snr: -6, expect: 12 })).identity, lost.identity);
});

Deno.test("Means are over photos, with an interval that holds them; equal photos have none", () => {
  const rows = [20, 30, 40].map((psnr, i) => ({ ...ROW, photo: `${i}.png`, metrics: { psnr } }));
  const [group] = summarize(rows);
  const { mean, low, high } = group.metrics.psnr;
  assertEquals(mean, 30);
  assert(low >= 20 && low < 30 && high > 30 && high <= 40);
  const [same] = summarize(rows.map((row) => ({ ...row, metrics: { psnr: 25 } })));
  assertEquals(same.metrics.psnr, { mean: 25, low: 25, high: 25 });
  assertEquals(group.photos, 3);
});

Deno.test("The best is the highest PSNR and the lowest distance", () => {
  const groups = [[28, 0.2], [30, 0.3]].flatMap(([psnr, distance], i) =>
    summarize([{ ...ROW, scheme: String(i), metrics: { psnr, distance } }])
  );
  assertEquals([bestOf(groups, "psnr"), bestOf(groups, "distance"), bestOf(groups, "vsi")], [1, 0, -1]);
});

Deno.test("What has a row is not done again; shards share all jobs", () => {
  const job = { photo: "a.png", path: "/a.png", scheme: "jpeg", points: [{ ...POINT }, { ...POINT, seed: 2 }] };
  assertEquals(remaining([job], [ROW])[0].points.map(({ seed }) => seed), [2]);
  assertEquals(remaining([job], [ROW, { ...ROW, seed: 2 }]), []);
  assertEquals([1, 2, 3].flatMap((i) => shard([1, 2, 3, 4, 5], i, 3)).sort(), [1, 2, 3, 4, 5]);
});

Deno.test("A line that was cut off by the end of a run is no row", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, JSON.stringify(ROW) + "\n" + JSON.stringify(ROW).slice(0, 40));
  assertEquals(await readRows(path), [ROW]);
  await Deno.remove(path);
  assertEquals(await readRows(path), []);
});

Deno.test("evaluate writes rows, means and a report, goes on where it ended, and send makes its rows again", async () => {
  await withPhotos(async (folder, photos) => {
    const out = `${folder}/result`;
    const sweep = ["--snr", "3,6", "--cbr", "1/4", "--schemes", "semcast-steps0,jpeg", "--limit", "2", "--jobs", "1"];
    const args = ["--images", folder, ...sweep, "--pictures", "1", "--out", out];
    const first = await evaluate(args);
    assertEquals(first.code, 0, first.stderr);
    assertStringIncludes(first.stdout, "semcast-steps0");
    const rows = await readRows(`${out}/rows.jsonl`);
    assertEquals(rows.length, 8);
    assertEquals((await evaluate(args)).code, 0);
    assertEquals((await readRows(`${out}/rows.jsonl`)).length, 8);
    const report = await Deno.readTextFile(`${out}/report.html`);
    assert(!/(src|href)="http/.test(report) && report.includes("uPlot"));
    const { groups } = JSON.parse(await Deno.readTextFile(`${out}/results.json`));
    assertEquals(groups.length, 4);

    const row = rows.find(({ scheme, photo }) => scheme === "semcast-steps0" && photo === "boat.png");
    assert(row !== undefined);
    const command = commandOf(row, SCHEMES[row.scheme].send).split(" ").slice(2);
    const again = await semcast([
      ...command.map((part) => part === "boat.png" ? photos[0] : part),
      "--json",
      "--out",
      out,
    ]);
    assertAlmostEquals(JSON.parse(again.stdout).metrics.psnr, row.metrics.psnr, 1e-4);
  });
});

for (
  const [args, said] of [
    [["--images", "none.png", "--schemes", "gif"], "schemes: gif is none of"],
    [["--images", "none.png", "--snr", "5:1:1"], "snr: 5:1:1 is no range"],
    [["--images", "none.png", "--loss", "0.1"], "loss: Only channel none"],
    [["--images", "none.png", "--seeds", "0"], "seeds"],
    [[], "images: Expected photos"],
  ] as const
) {
  Deno.test(`evaluate ${args.join(" ")} ends with one line that names the field`, async () => {
    const folder = await Deno.makeTempDir();
    const { code, stderr } = await evaluate([...args, "--out", folder]);
    await Deno.remove(folder, { recursive: true });
    assertEquals(code, 2);
    assertEquals(stderr.trim().split("\n").length, 1);
    assertStringIncludes(stderr, said);
  });
}

Deno.test("semcast evaluate is the same sweep as a sub-command, and tells the command that makes it again", async () => {
  await withPhotos(async (folder) => {
    const out = `${folder}/swept`;
    const given = ["--images", `${folder}/boat.png`, "--snr", "3", "--cbr", "1/8", "--schemes", "jpeg", "--jobs", "1"];
    const { code, stderr, stdout } = await semcast(["evaluate", ...given, "--pictures", "0", "--out", out]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "jpeg");
    const { environment, groups } = JSON.parse(await Deno.readTextFile(`${out}/results.json`));
    assertStringIncludes(environment.command, `deno task semcast evaluate ${given.join(" ")}`);
    assertEquals(groups.length, 1);

    const bad = await semcast(["evaluate", "--images", `${folder}/boat.png`, "--schemes", "pigeon", "--out", out]);
    assertEquals(bad.code, 2);
    assertStringIncludes(bad.stderr, "schemes: pigeon is none of");
  });
});
