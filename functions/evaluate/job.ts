import { decodeImage, resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { keyCells, keyMap } from "../_shared/semantics/index.ts";
import { loadTransmit } from "../transmit/models.ts";
import { measureAll } from "./measures.ts";
import type { PerceptualMetric } from "./perceptual.ts";
import { type Job, pointName, type Row } from "./row.ts";
import { SCHEMES } from "./schemes.ts";
import { STILL_CODECS } from "./still_codecs.ts";

/** A picture for the report. */
export interface Shown {
  photo: string;
  scheme: string;
  /** Of the point; empty for the original. */
  point: string;
  /** WebP file. */
  file: Uint8Array;
}

/** What a job takes and tells. */
export interface JobHooks {
  perceptual?: PerceptualMetric;
  onRow(row: Row): void;
  /** Where pictures are wanted: of the first seed of each point. */
  onPicture?: (shown: Shown) => void;
}

/** Longer side of the report's pictures. */
const SHOWN_SIDE = 512;
const SHOWN_QUALITY = 78;

/** Sends one photo under one scheme at all points of a job. */
export async function runJob({ photo, path, scheme, points, lora }: Job, hooks: JobHooks): Promise<void> {
  const file = await Deno.readFile(path);
  const image = decodeImage(file);
  const semantics = keyMap(image, (await loadTransmit()).keyMap);
  const key = keyCells(semantics.importance, { width: semantics.width });
  const send = await SCHEMES[scheme].open({ file, image, key, lora });
  const measured = new Map<string, Record<string, number>>();
  const firstSeed = Math.min(...points.map(({ seed }) => seed));
  await hooks.onPicture?.({ photo, scheme: "original", point: "", file: await shown(image) });
  for (const point of points) {
    const arrived = await send(point);
    const metrics = measured.get(arrived.identity) ??
      await measureAll(image, arrived.image, key, hooks.perceptual);
    measured.set(arrived.identity, metrics);
    const pixels = image.width * image.height;
    if (point.seed === firstSeed && hooks.onPicture !== undefined) {
      hooks.onPicture({ photo, scheme, point: pointName(point), file: await shown(arrived.image) });
    }
    hooks.onRow({
      photo,
      scheme,
      ...point,
      used_cbr: Number((arrived.symbols / (3 * pixels)).toPrecision(6)),
      bpp: Number((8 * arrived.bytes / pixels).toPrecision(6)),
      delivered: arrived.delivered,
      metrics,
      ms: Object.fromEntries(Object.entries(arrived.ms).map(([stage, ms]) => [stage, Math.round(10 * ms) / 10])),
    });
  }
}

function shown(image: Rgb): Promise<Uint8Array> {
  const scale = Math.min(1, SHOWN_SIDE / Math.max(image.width, image.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const small = scale === 1 ? image : resize(image, side(image.width), side(image.height));
  return STILL_CODECS.webp.encode(small, SHOWN_QUALITY);
}
