/**
 * Where the symbols of a transmission go, for Semcast (deterministic decoder, nothing lost) and for WebP at the same budget:
 *
 *     deno run --no-prompt --allow-read --allow-env tests/bench/where_symbols_go.ts DIR [CBR…]      # such as 1/48 1/16; 3 dB
 *
 * Bytes are before, symbols after channel coding. Hyperlatents lie in the base layer; their symbols are its share by bytes.
 *
 * @module
 */
import { createDecoder, decodeZ, encodeZ, estimateBits } from "../../kernels/entropy/wasm.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { decodeImage, DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { CONTROL_SYMBOLS } from "../../functions/_shared/link/index.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../../functions/_shared/options.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { assemble, classBytes, headerBytes } from "../../functions/_shared/packet/index.ts";
import { tableBytes } from "../../functions/_shared/packet/sizes.ts";
import { Stopwatch } from "../../functions/_shared/stopwatch.ts";
import { fileFitter } from "../../functions/evaluate/fitted_file.ts";
import { STILL_CODECS } from "../../functions/evaluate/still_codecs.ts";
import { bytesWithin } from "../../functions/evaluate/still_scheme.ts";
import { loadLink } from "../../functions/link/models.ts";
import { receivePacket } from "../../functions/receive/receive.ts";
import { preparePhoto } from "../../functions/transmit/prepare.ts";
import { transmitPrepared } from "../../functions/transmit/transmit.ts";

const SNR = 3;
const COLUMNS = ["symbols", "header", "table", "prompt", "key map", "hyper", "base", "key", "rest", "payload"] as const;

type Parts = Record<
  typeof COLUMNS[number] | "psnr" | "webp bytes" | "webp payload" | "webp scale" | "webp psnr",
  number
>;

const [folder, ...ratios] = Deno.args;
const models = await loadLink();
const photos = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.(png|jpe?g)$/i.test(name))
  .sort();
const rows = new Map<number, (Parts & { photo: string })[]>();
for (const photo of photos) {
  const file = await Deno.readFile(`${folder}/${photo}`);
  const image = decodeImage(file);
  const fit = fileFitter(image, STILL_CODECS.webp);
  const watch = new Stopwatch<"pixels" | "segment" | "prompt" | "encode" | "code" | "decode" | "diffuse">();
  const base = parseOptions(linkOptionsSchema, { snr: SNR, steps: 0 }, names(OPTION_FIELDS.link));
  for (const ratio of ratios.length > 0 ? ratios : ["1/48", "1/16"]) {
    const [over, under = 1] = ratio.split("/").map(Number);
    const options = { ...base, cbr: over / under };
    const prepared = preparePhoto(file.slice(), options, models.transmit, watch, DEFAULT_LIMITS);
    const { packet, plan, symbols } = transmitPrepared(prepared, options, models.transmit, watch);
    const bytesOf = (kind: string) => packet.sections.find((s) => s.kind === kind)?.bytes.length ?? 0;
    const share = (bytes: number, part: number) =>
      plan.classes[part].bytes > 0 ? bytes / plan.classes[part].bytes * plan.classes[part].symbols : 0;
    const coded = packet.sections.find(({ kind }) => kind === "base")?.bytes ?? new Uint8Array();
    const { z_mu, z_scale } = models.transmit.codec.description;
    const hyper = hyperBytes(coded, prepared.coded.latents, Int16Array.from(z_mu), Uint8Array.from(z_scale));
    const classes = ([0, 1, 2] as const).map((protection) => classBytes(packet, protection));
    const arrived = assemble({ header: headerBytes(packet), classes });
    const received = await receivePacket(arrived, options, models.receive, watch);
    const point = { channel: "awgn", snr: SNR, expect: SNR, cbr: options.cbr, seed: 1, loss: 0 } as const;
    const limit = bytesWithin(image.width * image.height, point);
    const webp = await fit(limit);
    const list = rows.get(options.cbr) ?? [];
    rows.set(options.cbr, list);
    list.push({
      photo,
      symbols,
      header: CONTROL_SYMBOLS,
      table: share(tableBytes(packet.header.has), 1),
      prompt: share(bytesOf("prompt"), 1),
      "key map": share(bytesOf("key_map"), 1),
      hyper: share(hyper, 2),
      base: share(bytesOf("base") - hyper, 2),
      key: share(bytesOf("key"), 3),
      rest: share(bytesOf("rest"), 3),
      payload: bytesOf("base") + bytesOf("key") + bytesOf("rest"),
      psnr: psnr(image, received.image),
      "webp bytes": webp?.file.length ?? 0,
      "webp payload": limit,
      "webp scale": webp?.scale ?? NaN,
      "webp psnr": webp === undefined ? NaN : psnr(image, webp.image),
    });
    console.error(`${photo} ${ratio}`);
  }
}
models.close();
for (const [cbr, list] of rows) {
  const titles = Object.keys(list[0]).filter((name) => name !== "photo") as (keyof Parts)[]; // those of the rows above
  const mean = (name: keyof Parts) => list.reduce((sum, row) => sum + row[name], 0) / list.length;
  const shown = (name: keyof Parts, value: number) => value.toFixed(/psnr|scale/.test(name) ? 2 : 0);
  console.log(`CBR 1/${Math.round(1 / cbr)}, ${SNR} dB`);
  console.log(table(["photo", ...titles], [
    ...list.map((row) => [row.photo, ...titles.map((name) => shown(name, row[name]))]),
    ["mean", ...titles.map((name) => shown(name, mean(name)))],
  ]));
}

/** Bytes that the hyperlatents of a base layer take by themselves. */
function hyperBytes(base: Uint8Array, { h, w }: { h: number; w: number }, mu: Int16Array, scale: Uint8Array): number {
  const decoder = createDecoder(base);
  try {
    const z = decodeZ(decoder, Math.ceil(h / 4) * Math.ceil(w / 4), mu, scale);
    return estimateBits((sink) => encodeZ(sink, z, mu, scale)) / 8;
  } finally {
    decoder.free();
  }
}
