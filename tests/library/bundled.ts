import { bundle } from "../../functions/library/bundle/bundle.ts";
import { kernelFiles } from "../../functions/library/bundle/plugin.ts";
import { MODELS_ROOT } from "../../functions/_shared/models_root.ts";

/** Bundles `entry.ts` for Node into a folder, with the kernels beside it and the models where they are. */
export async function writeBundle(folder: string): Promise<void> {
  const files = await bundle({
    entries: { entry: "tests/library/entry.ts" },
    platform: "node",
    paths: { kernels: "./kernels/", models: MODELS_ROOT.href, worker: "./worker.js" },
  });
  for (const { name, bytes } of files) await Deno.writeFile(`${folder}/${name}`, bytes);
  await Deno.mkdir(`${folder}/kernels`);
  for (const { name, url } of kernelFiles()) await Deno.copyFile(url, `${folder}/kernels/${name}`);
}
