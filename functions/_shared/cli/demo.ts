/**
 * `deno task demo`: the example photos over a 3 dB link; a table here, pictures and a report in out/.
 *
 * @module
 */
import { loadLink } from "../../link/models.ts";
import { sendPhoto } from "../../link/link.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../options.ts";
import { names } from "../http/fields.ts";
import { reportHtml, type ReportPhoto, STAGES } from "../report/report.ts";
import { runCommand } from "./exit.ts";
import { table } from "./table.ts";

const EXAMPLES = new URL("../../../examples/", import.meta.url);
const OUT = new URL("../../../out/", import.meta.url);
const OPTIONS = { snr: 3, channel: "awgn", cbr: 1 / 16, seed: 1 };

async function examples(): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(EXAMPLES)) {
    if (entry.isFile && /\.(jpe?g|png)$/.test(entry.name)) found.push(entry.name);
  }
  return found.sort();
}

async function main(): Promise<void> {
  const options = parseOptions(linkOptionsSchema, OPTIONS, names(OPTION_FIELDS.link));
  const began = performance.now();
  const models = await loadLink();
  console.error(`Models loaded in ${(performance.now() - began).toFixed(0)} ms`);
  const photos: ReportPhoto[] = [];
  await Deno.mkdir(OUT, { recursive: true });
  try {
    const files = await examples();
    for (const [i, file] of files.entries()) {
      console.error(`[${i + 1}/${files.length}] ${file}`);
      const result = await sendPhoto(await Deno.readFile(new URL(file, EXAMPLES)), options, models, {
        onStage: Deno.stderr.isTerminal() ? (stage) => console.error(`        ${stage}`) : undefined,
      });
      const name = file.replace(/\.[^.]*$/, "");
      for (const [kind, bytes] of Object.entries(result.files)) {
        await Deno.writeFile(new URL(`${name}-${kind}.png`, OUT), bytes);
      }
      photos.push({
        name,
        report: result.report,
        original: result.files.original,
        reconstruction: result.files.reconstruction,
        key: result.key,
        columns: result.columns,
        constellation: result.constellation,
      });
    }
  } finally {
    models.close();
  }
  console.log(figures(photos));
  const environment = `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, ${Deno.build.target}; seed ${OPTIONS.seed}`;
  await Deno.writeTextFile(new URL("report.html", OUT), reportHtml(photos, environment));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`Pictures and report.html are in out/ (${seconds} s in all)`);
}

function figures(photos: readonly ReportPhoto[]): string {
  const head = ["photo", "CBR", "bpp", "symbols", "PSNR", "SSIM", "PSNR key", ...STAGES, "total ms"];
  const rows = photos.map(({ name, report: r }) => [
    name,
    r.cbr.toFixed(4),
    r.bpp.toFixed(3),
    String(r.symbols),
    r.metrics.psnr?.toFixed(2) ?? "∞",
    r.metrics.ssim?.toFixed(3) ?? "–",
    r.metrics.psnr_key?.toFixed(2) ?? "–",
    ...STAGES.map((stage) => r.ms[stage].toFixed(0)),
    r.ms.total.toFixed(0),
  ]);
  return table(head, rows);
}

if (import.meta.main) await runCommand(main);
