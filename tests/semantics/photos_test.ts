import { assert } from "@std/assert";
import { describe, encodePrompt, keyCells, keyMap, promptSchema } from "../../functions/_shared/semantics/index.ts";
import { loadModel } from "../../kernels/nn/wasm.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";

const root = new URL("../../", import.meta.url);

/** The PNGs of a folder, or undefined where there is no such folder. */
function photosOf(folder: string): URL[] | undefined {
  const at = new URL(folder, root);
  try {
    return [...Deno.readDirSync(at)].filter(({ name }) => name.endsWith(".png")).map(({ name }) => new URL(name, at));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

for (const folder of ["examples/", "../shared/data/eval/kodak/"]) {
  const photos = photosOf(folder);
  if (photos === undefined) console.log(`skipped: ${folder} is not here`);
  Deno.test({
    name: `the photos of ${folder} get a valid prompt of at most 48 bytes (median) and a map with key and rest`,
    ignore: photos === undefined || photos.length === 0,
    async fn() {
      const model = loadModel(await Deno.readFile(new URL("models/tiny/key_map.scnn", root)));
      const sizes: number[] = [];
      for (const photo of photos ?? []) {
        const image = decodeImage(await Deno.readFile(photo));
        const map = keyMap(image, model);
        const prompt = describe(image, map);
        promptSchema.parse(prompt);
        sizes.push(encodePrompt(prompt).length);
        const cells = keyCells(map.importance, { width: map.width });
        const share = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
        assert(share >= 0.05 && share <= 0.5, `${photo.pathname}: ${share} of the cells are key`);
      }
      model.free();
      sizes.sort((a, b) => a - b);
      assert(sizes[sizes.length >> 1] <= 48, `median ${sizes[sizes.length >> 1]} bytes`);
      assert(sizes[sizes.length - 1] <= 64, `largest ${sizes[sizes.length - 1]} bytes`);
    },
  });
}
