/**
 * `deno task evaluate`: Semcast against the classical chain over the same link, as a sweep. Means with intervals, CSV, JSON and
 * a report.
 *
 * @module
 */
import { Command } from "commander";
import { basename } from "node:path";
import { z } from "zod";
import { reportHtml } from "../../evaluate/report.ts";
import type { Job, Row } from "../../evaluate/row.ts";
import type { Point } from "../../evaluate/scheme.ts";
import { SCHEMES } from "../../evaluate/schemes.ts";
import { summarize } from "../../evaluate/summary.ts";
import { readRows, remaining, shard, sweep } from "../../evaluate/sweep.ts";
import { groupsCsv, rowsCsv } from "../../evaluate/tables.ts";
import type { Shown } from "../../evaluate/job.ts";
import { type ChannelKind, CHANNELS } from "../choices.ts";
import { SemcastError } from "../errors.ts";
import { number, numberOr, parseOptions } from "../options.ts";
import { loraChoice } from "../lora_choice.ts";
import { fromCaller, loraPaths, parseArguments, runCommand } from "./exit.ts";
import { addExamples } from "./help.ts";
import { expandInputs, PHOTOS } from "./inputs.ts";
import { progressBar } from "./progress.ts";
import { table } from "./table.ts";

const EXAMPLES = `
$ --images photos --snr -4:12:4 --cbr 1/48,1/16 --out out/evaluation
$ --images photos --snr 0:6:1 --expect 6 --schemes semcast-steps0,avif     coded for 6 dB, come what may
$ --images photos --channels none --loss 0.1 --seeds 5                     a network that loses datagrams
$ --images photos --preset paper --perceptual lpips.onnx --pictures 3
$ --images photos --shard 2/8 --out out/part2                              one machine's share
$ --merge out/part1,out/part2 --out out/all                                the shares together`;

/** What `--preset paper` fills in: low SNR over both channels, and the parts taken away one by one. */
const PAPER = {
  snr: "-4:8:2",
  channels: "awgn,rayleigh",
  cbr: "1/48",
  schemes:
    "semcast,semcast-steps0,semcast-strong,semcast-full-size,semcast-no-key-map,semcast-no-prompt,semcast-equal," +
    "semcast-float,semcast-analog,uncoded,jpeg,webp,avif",
};

const schema = z.object({
  snr: z.string().default("-4:12:4"),
  cbr: z.string().default("1/48,1/16"),
  channels: z.string().default("awgn"),
  schemes: z.string().default("semcast,semcast-steps0,jpeg,webp,avif,jxl"),
  seeds: numberOr(1, { min: 1, max: 1000, integer: true }, "Seeds"),
  firstSeed: numberOr(1, { min: 0, max: 1e9, integer: true }, "First seed"),
  expect: number({ min: -20, max: 40 }, "Es/N0 that the coding is planned for").optional(),
  loss: numberOr(0, { min: 0, max: 0.95 }, "Share of datagrams lost"),
  limit: number({ min: 1, max: 100_000, integer: true }, "Photos at most").optional(),
  jobs: number({ min: 1, max: 64, integer: true }, "Workers").optional(),
  pictures: numberOr(2, { min: 0, max: 100, integer: true }, "Photos shown in the report"),
  lora: z.string().refine((text) => loraChoice.safeParse(text).success, "Expected NAME[:weight],…").optional(),
  shard: z.string().regex(/^\d+\/\d+$/, "Expected I/N").optional(),
});

/** The command with its options. */
export function evaluateCommand(): Command {
  const command = new Command("deno task evaluate")
    .description("Compares ways of sending photos over the same link; writes rows, means, CSV and report.html.")
    .option("--images <path>", "photo, folder or pattern")
    .option("--snr <a:b:step>", "Es/N0 in dB, a range or values with commas (default: -4:12:4)")
    .option("--cbr <ratios>", "budgets, such as 1/48,1/16 (default)")
    .option("--channels <kinds>", `of ${CHANNELS.join(", ")} (default: awgn)`)
    .option("--schemes <names>", `of ${Object.keys(SCHEMES).join(", ")}`)
    .option("--seeds <count>", "channel realizations (default: 1)")
    .option("--first-seed <number>", "the first of them (default: 1)")
    .option("--expect <dB>", "Es/N0 that the coding is planned for, whatever there is (default: what there is)")
    .option("--loss <share>", "share of datagrams that channel none loses (default: 0)")
    .option("--perceptual <file>", "ONNX network of models/perceptual/export.py: LPIPS or MobileNet features")
    .option("--classifier <file>", "ONNX network of ImageNet's kind: the share of photos whose top class stays")
    .option("--lora <name[:weight],...>", "adapters of the scheme semcast-lora, as send has them", loraPaths)
    .option("--preset <name>", "paper: the experiment of arXiv 2509.21394")
    .option("--limit <count>", "the first photos only")
    .option("--pictures <count>", "photos shown in the report (default: 2)")
    .option("--jobs <count>", "workers (default: cores, 2 at least)")
    .option("--shard <i/n>", "this machine's share of the jobs")
    .option("--merge <folders>", "puts the rows of several folders together instead of sending")
    .option("--out <dir>", "folder of rows.jsonl, rows.csv, results.json, results.csv, report.html", "out/evaluation");
  return addExamples(command, EXAMPLES);
}

/** `a:b:step`, or values with commas. */
export function valuesOf(name: string, text: string): number[] {
  const value = (part: string): number => {
    const [over, under = "1"] = part.trim().split("/");
    const number = Number(over) / Number(under);
    if (part.trim() === "" || !Number.isFinite(number)) {
      throw new SemcastError("invalid-argument", `${name}: ${part} is no number`);
    }
    return number;
  };
  if (!text.includes(":")) return text.split(",").map(value);
  const [from, to, step = 1] = text.split(":").map(value);
  if (!(step > 0) || to < from || (to - from) / step > 1000) {
    throw new SemcastError("invalid-argument", `${name}: ${text} is no range A:B:STEP of at most 1001 values`);
  }
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => from + i * step);
}

function namesOf<T extends string>(name: string, text: string, known: readonly T[]): T[] {
  return text.split(",").map((part) => {
    const found = known.find((candidate) => candidate === part.trim());
    if (found === undefined) {
      throw new SemcastError("invalid-argument", `${name}: ${part} is none of ${known.join(", ")}`);
    }
    return found;
  });
}

type Settings = z.infer<typeof schema>;

function pointsOf(settings: Settings): Point[] {
  const channels: ChannelKind[] = namesOf("channels", settings.channels, CHANNELS);
  const snrs = valuesOf("snr", settings.snr), cbrs = valuesOf("cbr", settings.cbr);
  if (settings.loss > 0 && channels.some((kind) => kind !== "none")) {
    throw new SemcastError("invalid-argument", "loss: Only channel none loses datagrams");
  }
  const seeds = Array.from({ length: settings.seeds }, (_, i) => settings.firstSeed + i);
  return channels.flatMap((channel) =>
    cbrs.flatMap((cbr) =>
      snrs.flatMap((snr) =>
        seeds.map((seed) => ({ channel, snr, expect: settings.expect ?? snr, cbr, seed, loss: settings.loss }))
      )
    )
  );
}

async function jobsOf(images: string, settings: Settings): Promise<Job[]> {
  const inputs = (await expandInputs([images], PHOTOS)).slice(0, settings.limit);
  const schemes = namesOf("schemes", settings.schemes, Object.keys(SCHEMES));
  const points = pointsOf(settings);
  const { lora } = settings;
  if (schemes.includes("semcast-lora") && lora === undefined) {
    throw new SemcastError("invalid-argument", "lora: Expected an adapter for semcast-lora");
  }
  const jobs = inputs.flatMap(({ path }) =>
    schemes.map((scheme) => ({ photo: basename(path), path, scheme, points, lora }))
  );
  if (settings.shard === undefined) return jobs;
  const [i, n] = settings.shard.split("/").map(Number);
  if (i < 1 || i > n) throw new SemcastError("invalid-argument", `shard: ${settings.shard} is not within 1/N to N/N`);
  return shard(jobs, i, n);
}

/** Sends what the options say, and writes the results. */
export async function runEvaluate(command: Command): Promise<void> {
  const { images, out, merge, perceptual, classifier, preset, ...given } = command.opts();
  if (preset !== undefined && preset !== "paper") {
    throw new SemcastError("invalid-argument", `preset: ${preset} is not paper`);
  }
  const settings = parseOptions(schema, { ...(preset === "paper" ? PAPER : {}), ...given }, Object.keys(schema.shape));
  const folder = fromCaller(out);
  await Deno.mkdir(`${folder}/pictures`, { recursive: true });
  const rowsFile = `${folder}/rows.jsonl`;
  if (merge !== undefined) {
    const parts = await Promise.all(String(merge).split(",").map((part) => readRows(`${fromCaller(part)}/rows.jsonl`)));
    await Deno.writeTextFile(rowsFile, parts.flat().map((row) => JSON.stringify(row) + "\n").join(""));
  } else {
    if (images === undefined) throw new SemcastError("invalid-argument", "images: Expected photos to send");
    await send(await jobsOf(images, settings), settings, {
      folder,
      rowsFile,
      perceptual: perceptual === undefined ? undefined : fromCaller(perceptual),
      classifier: classifier === undefined ? undefined : fromCaller(classifier),
    });
  }
  await write(folder, await readRows(rowsFile), command.parent === null ? "evaluate" : "semcast");
}

interface Files {
  folder: string;
  rowsFile: string;
  perceptual?: string;
  classifier?: string;
}

async function send(
  jobs: Job[],
  settings: Settings,
  { folder, rowsFile, perceptual, classifier }: Files,
): Promise<void> {
  const left = remaining(jobs, await readRows(rowsFile));
  const total = left.reduce((sum, { points }) => sum + points.length, 0);
  const progress = progressBar(total, { what: "loading" });
  const failures: string[] = [];
  const photos = [...new Set(jobs.map(({ photo }) => photo))];
  try {
    await sweep(left, {
      workers: settings.jobs ?? Math.max(2, navigator.hardwareConcurrency),
      perceptual,
      classifier,
      pictured: new Set(photos.slice(0, settings.pictures)),
      async onRow(row) {
        await Deno.writeTextFile(rowsFile, JSON.stringify(row) + "\n", { append: true });
        progress.step(`${row.photo} ${row.scheme} ${row.snr} dB`);
      },
      async onPicture({ photo, scheme, point, file }: Shown) {
        await Deno.writeFile(`${folder}/pictures/${pictureName(photo, scheme, point)}`, file);
      },
      onFailure: (job, message) => failures.push(`${job.photo} by ${job.scheme}: ${message}`),
    });
  } finally {
    progress.stop();
  }
  for (const failure of failures) console.error(`error: ${failure}`);
  if (failures.length > 0) throw new SemcastError("internal", `${failures.length} of ${left.length} jobs failed`);
}

function pictureName(photo: string, scheme: string, point: string): string {
  return `${[photo, scheme, point].filter((part) => part !== "").join("+").replaceAll(/[^\w.+-]/g, "_")}.webp`;
}

async function write(folder: string, rows: Row[], task: string): Promise<void> {
  if (rows.length === 0) throw new SemcastError("invalid-argument", `out: ${folder} holds no rows`);
  const groups = summarize(rows);
  const environment = {
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    cores: navigator.hardwareConcurrency,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    command: `deno task ${task} ${Deno.args.join(" ")}`,
    noise: "SNR is Es/N0 per complex symbol; N0 is the noise variance of both real dimensions together",
  };
  const picture = (photo: string, scheme: string, point: string) =>
    Deno.readFile(`${folder}/pictures/${pictureName(photo, scheme, point)}`).catch(() => undefined);
  await Promise.all([
    Deno.writeTextFile(`${folder}/results.json`, JSON.stringify({ environment, groups }, null, 1) + "\n"),
    Deno.writeTextFile(`${folder}/results.csv`, groupsCsv(groups)),
    Deno.writeTextFile(`${folder}/rows.csv`, rowsCsv(rows)),
    Deno.writeTextFile(`${folder}/report.html`, await reportHtml(groups, rows, environment, picture)),
  ]);
  const shown = ["psnr", "ssim", "vsi", "distance"].filter((name) => groups.some((g) => name in g.metrics));
  console.log(table(
    ["scheme", "channel", "CBR", "SNR", "delivered", ...shown],
    groups.map((g) => [
      g.scheme,
      g.channel,
      g.cbr.toFixed(4),
      String(g.snr),
      g.delivered.toFixed(2),
      ...shown.map((name) => g.metrics[name]?.mean.toFixed(name === "psnr" ? 2 : 3) ?? "–"),
    ]),
  ));
}

if (import.meta.main) {
  await runCommand(async () => {
    const command = evaluateCommand();
    parseArguments(command, Deno.args);
    await runEvaluate(command);
  });
}
