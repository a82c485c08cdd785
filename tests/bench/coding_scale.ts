/**
 * Prints the quality of photos that are coded at their own size and smaller, for several budgets: the table of docs/codec.md
 * that `codingScale` was chosen by.
 *
 *     deno run --allow-read --allow-env tests/bench/coding_scale.ts DIR [auto|strong|uniform] [BPP…]
 *
 * @module
 */
import { sendPhoto } from "../../functions/link/link.ts";
import { loadLink } from "../../functions/link/models.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../../functions/_shared/options.ts";

/** Eighths of the sides. */
const SCALES = [8, 7, 6, 5, 4, 3];
const METRICS = ["psnr", "psnr_key", "ssim"] as const;

const [folder, key = "auto", ...budgets] = Deno.args;
const budgetsOrAll = budgets.length > 0 ? budgets : ["0.02", "0.03", "0.045", "0.07", "0.1", "0.15", "0.2", "0.3"];
const photos = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
  .sort();
const models = await loadLink();
const sums = new Map<string, number>();
for (const [i, photo] of photos.entries()) {
  const file = await Deno.readFile(`${folder}/${photo}`);
  for (const bpp of budgetsOrAll) {
    const options = parseOptions(
      linkOptionsSchema,
      { bpp, key, channel: "none", steps: 0 },
      names(OPTION_FIELDS.link),
    );
    for (const scale of SCALES) {
      const { report } = await sendPhoto(file, { ...options, scale }, models);
      for (const metric of METRICS) {
        const name = `${metric} ${bpp} ${scale}`;
        sums.set(name, (sums.get(name) ?? 0) + (report.metrics[metric] ?? NaN) / photos.length);
      }
    }
  }
  console.error(`${i + 1}/${photos.length} ${photo}`);
}
models.close();
for (const metric of METRICS) {
  console.log(
    table(
      [`${metric} at bpp`, ...SCALES.map((scale) => `${scale}/8`)],
      budgetsOrAll.map((bpp) => [
        bpp,
        ...SCALES.map((scale) => (sums.get(`${metric} ${bpp} ${scale}`) ?? NaN).toFixed(metric === "ssim" ? 3 : 2)),
      ]),
    ) + "\n",
  );
}
