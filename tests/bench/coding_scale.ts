/**
 * Prints the quality of photos that are coded at their own size and smaller, for several budgets: the table of docs/codec.md
 * that `codingScale` was chosen by.
 *
 *     deno run --allow-read --allow-env tests/bench/coding_scale.ts DIR [auto|strong|uniform] [BPP…] [NETWORK.onnx]
 *
 * With a network of models/perceptual it prints the perceptual distance too.
 *
 * @module
 */
import { sendPhoto } from "../../functions/link/link.ts";
import { loadLink } from "../../functions/link/models.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { measureAll } from "../../functions/evaluate/measures.ts";
import { loadPerceptual } from "../../functions/evaluate/perceptual.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../../functions/_shared/options.ts";

/** Eighths of the sides. */
const SCALES = [8, 7, 6, 4, 3];
const DIGITS = { psnr: 2, psnr_key: 2, ssim: 3, vsi: 4, distance: 4 };

const network = Deno.args.find((word) => word.endsWith(".onnx"));
const perceptual = network === undefined ? undefined : await loadPerceptual(await Deno.readFile(network));
const [folder, key = "auto", ...budgets] = Deno.args.filter((word) => word !== network);
const budgetsOrAll = budgets.length > 0 ? budgets : ["0.02", "0.03", "0.045", "0.07", "0.1", "0.15", "0.2", "0.3"];
const photos = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
  .sort();
// Object.keys has the keys of a literal.
const METRICS = (Object.keys(DIGITS) as (keyof typeof DIGITS)[]).filter((metric) =>
  metric !== "distance" || perceptual !== undefined
);
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
      const { sent, files, key: cells } = await sendPhoto(file, { ...options, scale }, models);
      const found = await measureAll(sent.photo, decodeImage(files.reconstruction), cells, perceptual);
      for (const metric of METRICS) {
        const name = `${metric} ${bpp} ${scale}`;
        sums.set(name, (sums.get(name) ?? 0) + (found[metric] ?? NaN) / photos.length);
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
        ...SCALES.map((scale) => (sums.get(`${metric} ${bpp} ${scale}`) ?? NaN).toFixed(DIGITS[metric])),
      ]),
    ) + "\n",
  );
}
