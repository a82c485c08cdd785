/**
 * Sends photos through the shipped codec at random rates and losses, and writes what a decoder gets of each beside the photo:
 * `OUT/NNNNN-K.bin` with float32 latents [192, h, w], reliability [h, w] and log2 step [h, w], `OUT/NNNNN.rgb`, and
 * `OUT/index.jsonl` with their sizes. A photo is cut to at most 256×256 pixels around its centre.
 *
 *     deno run --allow-read --allow-write models/train/received.ts PHOTOS OUT [VERSIONS] [MOST_PHOTOS]
 */
import {
  analyze,
  decodeLayers,
  encodeToBudget,
  type LayerSizes,
  loadCodec,
} from "../../functions/_shared/codec/index.ts";
import { loadModelFile, modelFiles } from "../../functions/_shared/models.ts";
import { Random } from "../../functions/_shared/random.ts";
import { decodeImage, type Rgb } from "../../kernels/pixels/wasm.ts";

const PHOTO = /\.(webp|png|jpe?g)$/i;
const SIDE = 256, CELL = 16;

/** The middle of a picture. */
export function middle(image: Rgb, width: number, height: number): Rgb {
  const left = (image.width - width) >> 1, top = (image.height - height) >> 1;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * image.width + left);
    data.set(image.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, data };
}

/** The largest middle of whole cells, at most SIDE pixels each way. */
function wholeCells(image: Rgb): Rgb {
  const cut = (size: number) => Math.min(SIDE, Math.floor(size / CELL) * CELL);
  return middle(image, cut(image.width), cut(image.height));
}

function total(sizes: LayerSizes): number {
  return Object.values(sizes).reduce((sum: number, size: number) => sum + size, 0);
}

/** A disc of key cells, anywhere. */
function randomKey(h: number, w: number, random: Random): Uint8Array {
  const [x0, y0, radius] = [
    random.uniform() * w,
    random.uniform() * h,
    (0.2 + 0.3 * random.uniform()) * Math.min(h, w),
  ];
  return Uint8Array.from(
    { length: h * w },
    (_, cell) => Math.hypot(cell % w - x0, Math.floor(cell / w) - y0) < radius ? 1 : 0,
  );
}

if (import.meta.main) {
  const [photos, out, versions = "3", most = "1e9"] = Deno.args;
  if (photos === undefined || out === undefined) {
    console.error("Usage: received.ts PHOTOS OUT [VERSIONS] [MOST_PHOTOS]");
    Deno.exit(2);
  }
  const codec = loadCodec(await loadModelFile("tiny/codec.scnn"), await modelFiles().json("tiny/codec.json"));
  const random = new Random(1);
  const files = [...Deno.readDirSync(photos)].map(({ name }) => name).filter((name) => PHOTO.test(name)).sort();
  const lines: string[] = [];
  await Deno.mkdir(out, { recursive: true });
  for (const [i, file] of files.slice(0, Number(most)).entries()) {
    const photo = wholeCells(decodeImage(await Deno.readFile(`${photos}/${file}`)));
    if (Math.min(photo.width, photo.height) < 128) continue;
    const name = String(i).padStart(5, "0");
    const latents = analyze(codec, photo);
    const { h, w } = latents;
    await Deno.writeFile(`${out}/${name}.rgb`, photo.data);
    for (let k = 0; k < Number(versions); k++) {
      const key = randomKey(h, w, random);
      const bpp = 0.06 * 8 ** random.uniform();
      const { q, rho, layers } = encodeToBudget(codec, latents, key, total, (bpp * photo.width * photo.height) / 8);
      // One in six comes without its refinements.
      const part = random.below(6) === 0
        ? { base: layers.base }
        : { base: layers.base, keyLayer: layers.key, rest: layers.rest };
      const decoded = decodeLayers(codec, { h, w, q, rho, key, ...part });
      const all = new Float32Array(decoded.yHat.length + 2 * h * w);
      all.set(decoded.yHat);
      all.set(decoded.reliability, decoded.yHat.length);
      all.set(decoded.step, decoded.yHat.length + h * w);
      await Deno.writeFile(`${out}/${name}-${k}.bin`, new Uint8Array(all.buffer));
    }
    lines.push(JSON.stringify({ name, file, h, w, versions: Number(versions) }));
    if (lines.length % 100 === 0) console.error(`${lines.length} of ${files.length}`);
  }
  await Deno.writeTextFile(`${out}/index.jsonl`, lines.join("\n") + "\n");
  console.error(`${lines.length} photos`);
}
