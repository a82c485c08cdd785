/**
 * Sends every photo of a folder over the link and prints one line each and the means: the figures of the README.
 *
 *     deno run --allow-read tests/bench/folder.ts DIR [--snr 3] [--cbr 0.0625] [--steps 0] … [--json]
 *
 * Takes the options of `deno task send`.
 *
 * @module
 */
import { sendPhoto } from "../../functions/link/link.ts";
import { loadLink } from "../../functions/link/models.ts";
import { parseArguments, runCommand } from "../../functions/_shared/cli/exit.ts";
import { sendCommand } from "../../functions/_shared/cli/send.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../../functions/_shared/options.ts";

const PHOTO = /\.(png|jpe?g|webp|bmp|tiff?|gif)$/i;
const COLUMNS = ["cbr", "bpp", "psnr", "ssim", "psnr_key", "psnr_rest", "ms"] as const;

type Row = { photo: string } & Record<typeof COLUMNS[number], number>;

/** Means of the columns; a figure that a photo does not have is left out. */
export function means(rows: readonly Row[]): Row {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const of = (name: typeof COLUMNS[number]) => mean(rows.map((row) => row[name]).filter(Number.isFinite));
  // Every column is named in COLUMNS.
  return { photo: "mean", ...Object.fromEntries(COLUMNS.map((name) => [name, of(name)])) } as Row;
}

async function main(): Promise<void> {
  const command = sendCommand().name("folder.ts").description("Sends every photo of a folder and prints the means.");
  parseArguments(command, Deno.args);
  const { out: _, json, mask: __, ...given } = command.opts();
  const options = parseOptions(linkOptionsSchema, given, names(OPTION_FIELDS.link));
  const folder = command.args[0];
  const photos = [...Deno.readDirSync(folder)].map((entry) => entry.name).filter((name) => PHOTO.test(name)).sort();
  const models = await loadLink();
  const rows: Row[] = [];
  for (const photo of photos) {
    const { report } = await sendPhoto(await Deno.readFile(`${folder}/${photo}`), options, models);
    const { psnr, ssim, psnr_key, psnr_rest } = report.metrics;
    const figures = { cbr: report.cbr, bpp: report.bpp, ms: report.ms.total };
    rows.push({
      photo,
      ...figures,
      psnr: psnr ?? NaN,
      ssim: ssim ?? NaN,
      psnr_key: psnr_key ?? NaN,
      psnr_rest: psnr_rest ?? NaN,
    });
    console.error(`${rows.length}/${photos.length} ${photo}`);
  }
  models.close();
  const all = [...rows, means(rows)];
  if (json) console.log(JSON.stringify(all));
  else {console.log(table(
      ["photo", ...COLUMNS],
      all.map((row) => [row.photo, ...COLUMNS.map((name) => shown(name, row))]),
    ));}
}

function shown(name: typeof COLUMNS[number], row: Row): string {
  return row[name].toFixed({ cbr: 4, bpp: 3, psnr: 2, ssim: 3, psnr_key: 2, psnr_rest: 2, ms: 0 }[name]);
}

if (import.meta.main) await runCommand(main);
