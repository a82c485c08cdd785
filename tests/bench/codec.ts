/**
 * What key maps and layers of the codec are worth, over a folder of photos: real bytes, deterministic decoder.
 *
 *     deno run --allow-read --allow-env tests/bench/codec.ts DIR [BPP]
 *
 * Key: PSNR in key regions with the network's key map, and of a uniform map of the same rate inside that same key map.
 * Layers: PSNR after none, the base, and each refinement; and without the last layer against one layer of the same rate.
 *
 * @module
 */
import { type LinkModels, loadLink } from "../../functions/link/models.ts";
import { sendPhoto } from "../../functions/link/link.ts";
import { measure } from "../../functions/link/measure.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../../functions/_shared/options.ts";
import { FULL_SCALE, LAYER_KINDS, parse, type ParsedPacket } from "../../functions/_shared/packet/index.ts";
import { Stopwatch } from "../../functions/_shared/stopwatch.ts";
import { receivePacket, type ReceiveStage } from "../../functions/receive/receive.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";

function optionsFor(bpp: number, key: "strong" | "uniform") {
  return parseOptions(linkOptionsSchema, { bpp, key, channel: "none", steps: 0 }, names(OPTION_FIELDS.link));
}

/** The packet as if only its first `count` layers had arrived. */
function cut(packet: ParsedPacket, count: number): ParsedPacket {
  const kept = LAYER_KINDS.slice(0, count) as readonly string[], layers = LAYER_KINDS as readonly string[];
  const sections = packet.sections.map((section) =>
    layers.includes(section.kind) && !kept.includes(section.kind)
      ? { ...section, ok: false, payload: undefined }
      : section
  );
  return { ...packet, sections };
}

async function figures(file: Uint8Array, bpp: number, models: LinkModels) {
  const strong = optionsFor(bpp, "strong");
  const { report, sent } = await sendPhoto(file, { ...strong, scale: FULL_SCALE }, models);
  const plain = await sendPhoto(file, { ...optionsFor(bpp, "uniform"), scale: FULL_SCALE }, models);
  const uniform = measure(sent.photo, decodeImage(plain.files.reconstruction), sent.key);
  const packet = parse(sent.bytes);
  const layers = packet.sections.filter(({ kind }) => (LAYER_KINDS as readonly string[]).includes(kind));
  const quality: number[] = [];
  for (let count = 0; count <= layers.length; count++) {
    const { image } = await receivePacket(cut(packet, count), strong, models.receive, new Stopwatch<ReceiveStage>());
    quality.push(measure(sent.photo, image, sent.key).psnr ?? NaN);
  }
  // Without the last layer, against a packet of that size that was made with a single layer.
  const shorter = 8 * (sent.bytes.length - layers[layers.length - 1].bytes) / (sent.photo.width * sent.photo.height);
  const alone = await sendPhoto(file, { ...optionsFor(shorter, "uniform"), scale: FULL_SCALE }, models);
  return {
    key: report.metrics.psnr_key ?? NaN,
    uniform: uniform.psnr_key ?? NaN,
    quality,
    dropped: quality[quality.length - 2],
    alone: alone.report.metrics.psnr ?? NaN,
  };
}

if (import.meta.main) {
  const [folder, bpp = "0.10"] = Deno.args;
  const models = await loadLink();
  const photos = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.(png|jpe?g)$/.test(name));
  const rows: ({ photo: string } & Awaited<ReturnType<typeof figures>>)[] = [];
  for (const photo of photos.sort()) {
    rows.push({ photo, ...await figures(await Deno.readFile(`${folder}/${photo}`), Number(bpp), models) });
    console.error(`${rows.length}/${photos.length} ${photo}`);
  }
  models.close();
  const mean = (of: (row: typeof rows[number]) => number) => {
    const values = rows.map(of).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const shown = (row: { photo: string; key: number; uniform: number; dropped: number; alone: number }, steps: string) =>
    [row.photo, ...[row.key, row.uniform, row.key - row.uniform].map((v) => v.toFixed(2)), steps]
      .concat([row.dropped, row.alone, row.dropped - row.alone].map((v) => v.toFixed(2)));
  console.log(table(
    ["photo", "key", "key, uniform", "gain", "after 0, 1, … layers", "last dropped", "that rate alone", "difference"],
    [
      ...rows.map((row) => shown(row, row.quality.map((v) => v.toFixed(2)).join(" "))),
      shown({
        photo: "mean",
        key: mean((row) => row.key),
        uniform: mean((row) => row.uniform),
        dropped: mean((row) => row.dropped),
        alone: mean((row) => row.alone),
      }, `rising on ${rows.filter(({ quality }) => quality.every((v, i) => i === 0 || v > quality[i - 1])).length}`),
    ],
  ));
}
