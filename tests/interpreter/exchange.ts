/**
 * Codes photographs on this machine's engine, with SIMD, and on one that runs kernels built without SIMD as JavaScript, and
 * decodes each on the other: every byte has to be the same.
 *
 *     kernels/build_scalar.sh out/scalar
 *     deno run --allow-read --allow-write=out --allow-env --allow-run tests/interpreter/exchange.ts FOLDER out/scalar [COUNT] [SIDE]
 *
 * @module
 */
import { bundle } from "../../functions/library/bundle/bundle.ts";
import { loadModelFile, modelFiles } from "../../functions/_shared/models.ts";
import { Random } from "../../functions/_shared/random.ts";
import { decodeImage, type Rgb } from "../../kernels/pixels/wasm.ts";
import { middle } from "../../models/train/received.ts";
import { codecOf, decode, encode, type Job } from "./coder.ts";
import type { Exchange, Exchanged, Setup } from "./interpreted.ts";

const PHOTO = /\.(webp|png|jpe?g)$/i;

/** What came of it. */
export interface Outcome {
  photos: number;
  bytes: number;
  /** Names of photos of which a stream or a latent differed. */
  different: string[];
}

function jobOf(image: Rgb, random: Random): Job {
  const cells = Math.ceil(image.width / 16) * Math.ceil(image.height / 16);
  const key = Uint8Array.from({ length: cells }, () => random.below(2));
  return { ...image, key, q: 4 + random.below(36), rho: random.below(16) };
}

function same(a: Uint8Array | Float32Array | undefined, b: Uint8Array | Float32Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Bundles the other engine's script and starts it. */
async function start(scalar: URL, setup: Omit<Setup, "kernels">): Promise<Worker> {
  const paths = { kernels: "./", models: "./", worker: "./" };
  const [script] = await bundle({
    entries: { interpreted: "tests/interpreter/interpreted.ts" },
    paths,
    platform: "browser",
  });
  const file = new URL("interpreted.js", scalar);
  await Deno.writeFile(file, script.bytes);
  const kernels = Object.fromEntries(
    ["nn", "entropy", "pixels"].map((name) => [name, Deno.readFileSync(new URL(`${name}/${name}_bg.wasm`, scalar))]),
  );
  const worker = new Worker(file, { type: "module" });
  await answer(worker, { ...setup, kernels });
  return worker;
}

function answer<T>(worker: Worker, message: Setup | Exchange): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(message);
  });
}

/** Codes the photos of a folder on both engines. */
export async function exchange(
  folder: string,
  scalar: URL,
  { count = Infinity, side = 128, onPhoto = () => {} }: { count?: number; side?: number; onPhoto?: () => void } = {},
): Promise<Outcome> {
  const weights = await loadModelFile("tiny/codec.scnn"), description = await modelFiles().json("tiny/codec.json");
  const codec = codecOf(weights, description);
  const worker = await start(scalar, { weights, description });
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => PHOTO.test(name)).sort();
  const random = new Random(1), outcome: Outcome = { photos: 0, bytes: 0, different: [] };
  try {
    for (const name of names.slice(0, count)) {
      const photo = decodeImage(Deno.readFileSync(`${folder}/${name}`));
      const cut = middle(photo, Math.min(side, photo.width), Math.min(side, photo.height));
      const job = jobOf(cut, random);
      const ours = encode(codec, job);
      const theirs = await answer<Exchanged>(worker, { job, theirs: ours });
      const read = decode(codec, job, theirs.streams);
      const layers = ["base", "key", "rest"] as const;
      const equal = layers.every((layer) => same(ours[layer], theirs.streams[layer])) && same(read, theirs.latents);
      if (!equal) outcome.different.push(name);
      outcome.photos++;
      outcome.bytes += layers.reduce((sum, layer) => sum + (ours[layer]?.length ?? 0), 0);
      onPhoto();
    }
  } finally {
    worker.terminate();
  }
  return outcome;
}

if (import.meta.main) {
  const [folder, scalar, count, side] = Deno.args;
  if (folder === undefined || scalar === undefined) {
    console.error("Usage: exchange.ts FOLDER SCALAR [COUNT] [SIDE]");
    Deno.exit(2);
  }
  let done = 0;
  const { photos, bytes, different } = await exchange(folder, new URL(`${await Deno.realPath(scalar)}/`, "file:///"), {
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(side === undefined ? {} : { side: Number(side) }),
    onPhoto: () => ++done % 10 === 0 && console.error(done),
  });
  console.log(`${photos} photos, ${bytes} bytes of streams: ${different.length} differ ${different.join(" ")}`);
  if (different.length > 0) Deno.exit(1);
}
