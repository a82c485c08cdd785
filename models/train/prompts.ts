/**
 * Describes photos with the shipped key-map model and writes one JSON line each:
 * `{ "file", "tokens": [32], "prompt", "text", "bytes", "map" }`, file relative to ROOT. Without folders: the photos of ROOT
 * itself. `map` has the cells' importance as the network gives it, and what is key, as base64 of one byte a cell.
 *
 *     deno run --allow-read --allow-write models/train/prompts.ts ROOT OUT.jsonl [FOLDER …]
 */

import { loadModel } from "../../kernels/nn/wasm.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { toBase64 } from "../../functions/_shared/bytes.ts";
import {
  describe,
  encodePrompt,
  keyCells,
  keyMap,
  lettering,
  promptText,
  promptTokens,
  weighImportance,
} from "../../functions/_shared/semantics/index.ts";

const PHOTO = /\.(webp|png|jpe?g)$/i;

/** Names of the photos of a folder, in order. */
function photos(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => PHOTO.test(name)).sort();
}

if (import.meta.main) {
  const [root, out, ...folders] = Deno.args;
  if (root === undefined || out === undefined) {
    console.error("Usage: prompts.ts ROOT OUT.jsonl [FOLDER …]");
    Deno.exit(2);
  }
  const model = loadModel(await Deno.readFile(new URL("../tiny/key_map.scnn", import.meta.url)));
  const files = folders.length === 0
    ? photos(root)
    : folders.flatMap((folder) => photos(`${root}/${folder}`).map((name) => `${folder}/${name}`));
  const lines: string[] = [];
  const began = performance.now();
  for (const file of files) {
    const image = decodeImage(await Deno.readFile(`${root}/${file}`));
    const map = keyMap(image, model);
    const prompt = describe(image, map);
    const importance = weighImportance(map, lettering(image, map), true);
    lines.push(JSON.stringify({
      file,
      tokens: [...promptTokens(prompt)],
      prompt,
      text: promptText(prompt),
      bytes: encodePrompt(prompt).length,
      map: {
        width: map.width,
        height: map.height,
        importance: toBase64(Uint8Array.from(map.importance, (value) => Math.round(255 * value))),
        weighed: toBase64(Uint8Array.from(importance, (value) => Math.round(255 * value))),
        key: toBase64(keyCells(importance, { width: map.width })),
      },
    }));
    if (lines.length % 500 === 0) console.error(`${lines.length} of ${files.length}`);
  }
  await Deno.writeTextFile(out, lines.join("\n") + "\n");
  console.error(`${files.length} photos in ${Math.round((performance.now() - began) / 1000)} s`);
}
