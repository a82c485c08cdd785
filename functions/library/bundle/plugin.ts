/**
 * Bundles for Node and browsers: kernels by `kernels/load.ts` instead of by WebAssembly modules, everything else as it is.
 *
 * @module
 */
import type { Plugin } from "esbuild";

import { ROOT } from "./root.ts";

const BUILDS = {
  entropy: ["entropy"],
  metrics: ["metrics"],
  nn: ["nn", "nn-relaxed"],
  phy: ["phy"],
  pixels: ["pixels"],
} as const;

/** A kernel, which is a crate. */
export type KernelName = keyof typeof BUILDS;

/** Where a bundle finds its files, relative to its scripts, which lie in one folder. */
export interface BundlePaths {
  /** Folder of the kernels, such as `./kernels/`. */
  kernels: string;
  /** Folder of the models. */
  models: string;
  /** The decoder's worker, such as `./decoder_worker.js`. */
  worker: string;
}

/** Names and files of the `.wasm` that a bundle wants in its folder of kernels. */
export function kernelFiles(): { name: string; url: URL }[] {
  return Object.entries(BUILDS).flatMap(([crate, builds]) =>
    builds.map((build) => ({ name: `${build}.wasm`, url: new URL(`kernels/pkg/${build}/${crate}_bg.wasm`, ROOT) }))
  );
}

/** The plugin. `#assets` is left to the bundle's `alias`. */
export function semcastPlugin({ kernels, models, worker }: BundlePaths): Plugin {
  return {
    name: "semcast",
    setup(build) {
      build.onLoad({ filter: /[\\/]kernels[\\/]pkg[\\/][a-z]+[\\/][a-z]+\.js$/ }, ({ path }) => {
        const crate = path.replace(/^.*[\\/]|\.js$/g, "") as KernelName; // the folder's name, which the pattern admits
        return { contents: glueOf(crate, kernels), loader: "js" };
      });
      build.onResolve({ filter: /^\.\/builds\.ts$/ }, ({ resolveDir }) => ({ path: `${resolveDir}/builds_loaded.ts` }));
      build.onLoad({ filter: /[\\/]_shared[\\/]models_root\.ts$/ }, () => ({
        contents: `export const MODELS_ROOT = new URL(${JSON.stringify(models)}, import.meta.url);`,
        loader: "js",
      }));
      build.onLoad({ filter: /[\\/]decoder[\\/]embedded\.ts$/ }, async ({ path }) => ({
        contents: (await Deno.readTextFile(path)).replace("./ort_worker.ts", worker),
        loader: "ts",
      }));
      // Messages in fifty languages, of which one is used.
      build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: `export { default as en } from "./en.js";`,
        loader: "js",
      }));
    },
  };
}

/** What wasm-bindgen's `NAME.js` does, but for the import of the `.wasm`. */
function glueOf(crate: KernelName, folder: string): string {
  const files = BUILDS[crate].map((build) =>
    `${JSON.stringify(build)}: new URL(${JSON.stringify(`${folder}${build}.wasm`)}, import.meta.url)`
  );
  return `import { register } from "../../load.ts";
import * as glue from "./${crate}_bg.js";
register("${crate}", glue, { ${files.join(", ")} });
export * from "./${crate}_bg.js";
`;
}
