/**
 * Bundles TypeScript of this project for Node and browsers.
 *
 * @module
 */
import * as esbuild from "esbuild";
import { fromFileUrl, ROOT } from "./root.ts";
import { type BundlePaths, semcastPlugin } from "./plugin.ts";

/** What to bundle and for whom. */
export interface BundleOptions {
  /** Names of the scripts without `.js`, and the module of each, relative to the project's folder. */
  entries: Record<string, string>;
  paths: BundlePaths;
  /** How files are read; `node` runs in Deno too. */
  platform: "browser" | "node";
  /** Bare names that stay as they are. */
  external?: string[];
  /** Names of the scripts that several entries share; default `shared-[hash]`. */
  chunkNames?: string;
  /** Modules that others take the place of, by name. */
  alias?: Record<string, string>;
  minify?: boolean;
}

/** A script. */
export interface BundledFile {
  /** Path below the folder of the scripts. */
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** ES modules for ES2022; what is the same in several entries lies in files of its own. */
export async function bundle(options: BundleOptions): Promise<BundledFile[]> {
  const { entries, paths, platform, external = [], alias = {}, chunkNames = "shared-[hash]", minify = false } = options;
  const outdir = fromFileUrl(new URL("out/bundle", ROOT));
  try {
    const { outputFiles = [] } = await esbuild.build({
      absWorkingDir: fromFileUrl(ROOT),
      entryPoints: Object.entries(entries).map(([out, path]) => ({ in: path, out })),
      outdir,
      chunkNames,
      external: platform === "node" ? ["node:*", ...external] : external,
      alias: { "#assets": `./functions/_shared/assets/${platform}.ts`, ...alias },
      platform: platform === "browser" ? "browser" : "neutral",
      mainFields: ["module", "main"],
      plugins: [semcastPlugin(paths)],
      bundle: true,
      splitting: true,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      legalComments: "none",
      minify,
      write: false,
      logLevel: "silent",
    });
    return outputFiles.map(({ path, contents }) => ({
      name: path.slice(outdir.length + 1).replaceAll("\\", "/"),
      bytes: new Uint8Array(contents),
    }));
  } finally {
    await esbuild.stop();
  }
}
