/**
 * `deno task pack`: the npm package in out/npm, as a folder and as a tarball. Nothing is published.
 *
 * @module
 */
import denoJson from "../../../deno.json" with { type: "json" };
import { loadManifest } from "../../_shared/models.ts";
import { MODELS_ROOT } from "../../_shared/models_root.ts";
import { bundle } from "./bundle.ts";
import { declarations } from "./declarations.ts";
import { packageJson } from "./package_json.ts";
import { kernelFiles } from "./plugin.ts";
import { fromFileUrl, ROOT } from "./root.ts";

/** Modules of the package, by the name under which they are imported. */
export const MODULES = ["transmitter", "receiver", "packet", "link", "metrics", "pixels", "client"] as const;

/** Builds of the scripts: Deno runs those for Node. */
const PLATFORMS = ["node", "browser"] as const;

/** Writes the package's files into a folder, which must not exist yet. */
export async function writePackage(folder: URL): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const platform of PLATFORMS) {
    const scripts = await bundle({
      entries: {
        ...Object.fromEntries(MODULES.map((name) => [name, `functions/library/${name}.ts`])),
        decoder_worker: "functions/_shared/decoder/ort_worker.ts",
      },
      platform,
      paths: { kernels: "../kernels/", models: "../models/", worker: "./decoder_worker.js" },
      external: ["onnxruntime-web"],
      minify: platform === "browser",
    });
    for (const { name, bytes } of scripts) await write(new URL(`${platform}/${name}`, folder), bytes);
  }
  for (const { path, text } of await declarations(MODULES.map((name) => `functions/library/${name}.ts`))) {
    await write(new URL(`types/${path}`, folder), text);
  }
  for (const { name, url } of kernelFiles()) await copy(url, new URL(`kernels/${name}`, folder));
  const { files } = await loadManifest();
  for (const file of ["manifest.json", ...files.filter(({ profile }) => profile === "tiny").map(({ file }) => file)]) {
    await copy(new URL(file, MODELS_ROOT), new URL(`models/${file}`, folder));
  }
  await copy(new URL("LICENSE", ROOT), new URL("LICENSE", folder));
  await copy(new URL("docs/library.md", ROOT), new URL("README.md", folder));
  await write(new URL("package.json", folder), JSON.stringify(packageJson(denoJson, MODULES), undefined, 2) + "\n");
}

/** Packs a folder with npm; the path of the tarball. */
export async function npmPack(folder: URL, destination: URL): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("npm", {
    args: ["pack", "--json", "--ignore-scripts", "--pack-destination", fromFileUrl(destination)],
    cwd: folder,
  }).output();
  if (code !== 0) throw new Error(`npm pack failed: ${new TextDecoder().decode(stderr)}`);
  const [{ filename }] = JSON.parse(new TextDecoder().decode(stdout));
  return fromFileUrl(new URL(filename, destination));
}

async function write(url: URL, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(new URL(".", url), { recursive: true });
  await (typeof content === "string" ? Deno.writeTextFile(url, content) : Deno.writeFile(url, content));
}

async function copy(from: URL, to: URL): Promise<void> {
  await Deno.mkdir(new URL(".", to), { recursive: true });
  await Deno.copyFile(from, to);
}

if (import.meta.main) {
  const out = new URL("out/npm/", ROOT);
  const folder = new URL("semcast/", out);
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await writePackage(folder);
  const tarball = await npmPack(folder, out);
  const { size } = await Deno.stat(tarball);
  console.log(`${tarball}: ${(size / 1e6).toFixed(2)} MB`);
}
