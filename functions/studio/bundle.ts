/**
 * `deno task studio`: what the Studio's page loads, in out/studio. `deno task start` runs this first, in a process of its
 * own, so that the server itself may start no program and write no file.
 *
 * @module
 */
import * as webp from "@jsquash/webp";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { bundle, type BundledFile } from "../library/bundle/bundle.ts";
import { kernelFiles } from "../library/bundle/plugin.ts";
import { fromFileUrl, ROOT } from "../library/bundle/root.ts";
import { decodeImage, resize } from "../../kernels/pixels/wasm.ts";
import { STILL_CODECS } from "../evaluate/still_codecs.ts";
import { LARGE, packed } from "./packed.ts";
import { loadManifest } from "../_shared/models.ts";
import { MODELS_ROOT } from "../_shared/models_root.ts";

/** A file of the Studio: bytes, or where they lie. */
interface StudioFile {
  name: string;
  content: URL | Uint8Array | string;
}

/** Without these the page shows nothing; the rest is cached once the page runs. */
const SHELL = /^(page|index|style|icon|manifest)[.-]|^shared-|^engine\.js$/;

const page = (file: string) => new URL(`page/${file}`, import.meta.url);
const inPackage = (name: string, file: string) => new URL(file, import.meta.resolve(name));

/** Codecs of the comparison, by the folder of their package. */
const CODECS = {
  "@jsquash/avif": ["codec/enc/avif_enc.wasm", "codec/dec/avif_dec.wasm"],
  "@jsquash/jpeg": ["codec/enc/mozjpeg_enc.wasm", "codec/dec/mozjpeg_dec.wasm"],
  "@jsquash/webp": ["codec/enc/webp_enc_simd.wasm", "codec/dec/webp_dec.wasm"],
};

async function files(): Promise<StudioFile[]> {
  const scripts = await bundle({
    entries: {
      page: "functions/studio/page/main.ts",
      engine: "functions/studio/engine/worker.ts",
      rivals: "functions/studio/engine/rivals_worker.ts",
      decoder_worker: "functions/_shared/decoder/ort_worker.ts",
    },
    paths: { kernels: "./kernels/", models: "./models/", worker: "./decoder_worker.js" },
    platform: "browser",
    alias: {
      "@jsquash/jxl": "./functions/studio/engine/no_codec.ts",
      "wasm-feature-detect": "./functions/studio/engine/wasm_features.ts",
    },
    minify: true,
  });
  const { files: models } = await loadManifest();
  return [
    ...scripts.map(({ name, bytes }) => ({ name, content: bytes })),
    { name: "index.html", content: await pageWithPreloads(scripts) },
    ...["style.css", "icon.svg", "manifest.webmanifest"].map((name) => ({ name, content: page(name) })),
    ...(await Promise.all(["boat", "lighthouse", "still-life"].map(exampleFiles))).flat(),
    ...kernelFiles().map(({ name, url }) => ({ name: `kernels/${name}`, content: url })),
    ...["manifest.json", ...models.filter(({ profile }) => profile === "tiny").map(({ file }) => file)].map((file) => ({
      name: `models/${file}`,
      content: new URL(file, MODELS_ROOT),
    })),
    ...Object.entries(CODECS).flatMap(([name, paths]) =>
      paths.map((path) => ({ name: path.replace(/^.*\//, ""), content: inPackage(name, path) }))
    ),
    ...["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"].map((name) => ({
      name,
      content: inPackage("onnxruntime-web/wasm", name),
    })),
  ];
}

/** The page, which asks for the scripts that its own script imports together with it, not after it. */
async function pageWithPreloads(scripts: readonly BundledFile[]): Promise<string> {
  const main = scripts.find(({ name }) => name === "page.js");
  const imported = new TextDecoder().decode(main?.bytes).matchAll(/from"\.\/(shared-\w+\.js)"/g);
  const links = [...imported].map(([, name]) => `<link rel="modulepreload" href="/studio/${name}">`);
  return (await Deno.readTextFile(page("index.html"))).replace("</head>", `${links.join("")}</head>`);
}

/** An example without loss in fewer bytes than its PNG, and a small picture of it. */
async function exampleFiles(name: string): Promise<StudioFile[]> {
  const { width, height, data } = decodeImage(await Deno.readFile(new URL(`examples/${name}.png`, ROOT)));
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  const image = { width, height, data: rgba } as ImageData; // the members that the codec reads
  return [
    {
      name: `examples/${name}.webp`,
      content: new Uint8Array(await webp.encode(image, { lossless: 1, method: 6, quality: 90 })),
    },
    {
      name: `examples/${name}-small.webp`,
      content: await STILL_CODECS.webp.encode(
        resize({ width, height, data }, 192, Math.round(192 * height / width)),
        80,
      ),
    },
  ];
}

/** Writes the folder anew; whoever reads meanwhile sees the old one or the new one. */
async function write(folder: URL): Promise<void> {
  await Deno.mkdir(new URL("./", folder), { recursive: true });
  const fresh = await Deno.makeTempDir({ dir: fromFileUrl(new URL("./", folder)), prefix: "studio-" });
  const digests: Record<string, string> = {};
  for (const { name, content } of await files()) {
    const bytes = content instanceof URL
      ? await Deno.readFile(content)
      : typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
    const path = `${fresh}/${name}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes);
    // Packed here, so that a server's first visitor does not wait for it; pictures are packed already.
    if (bytes.length < LARGE && !name.endsWith(".webp")) {
      await Deno.writeFile(`${path}.br`, await packed.pack("br", bytes));
    }
    digests[name] = createHash("sha256").update(bytes).digest("hex").slice(0, 20);
  }
  const names = Object.keys(digests);
  const address = (name: string) => name === "index.html" ? "/" : `/studio/${name}`;
  const worker = (await Deno.readTextFile(page("service_worker.js")))
    .replace("VERSION", JSON.stringify(createHash("sha256").update(JSON.stringify(digests)).digest("hex").slice(0, 12)))
    .replace("SHELL", JSON.stringify(names.filter((name) => SHELL.test(name)).map(address)))
    .replace("REST", JSON.stringify(names.filter((name) => !SHELL.test(name)).map(address)));
  await Deno.writeTextFile(`${fresh}/service_worker.js`, worker);
  digests["service_worker.js"] = createHash("sha256").update(worker).digest("hex").slice(0, 20);
  await Deno.writeTextFile(`${fresh}/files.json`, JSON.stringify(digests));
  const old = `${fresh}-old`;
  await Deno.rename(folder, old).catch(ifMissing);
  await Deno.rename(fresh, folder);
  await Deno.remove(old, { recursive: true }).catch(ifMissing);
}

function ifMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

if (import.meta.main) {
  const folder = new URL("out/studio", ROOT);
  await write(folder);
  console.error(`Studio: ${fromFileUrl(folder)}`);
}
