/**
 * Describes every photo of a folder with the shipped key-map model and writes one JSON line each:
 * `{ "file", "tokens": [32], "prompt", "text", "bytes" }`.
 *
 *     deno run --allow-read --allow-write models/train/prompts.ts DIR OUT.jsonl [key_map.scnn]
 */

import { loadModel } from "../../kernels/nn/wasm.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { describe, encodePrompt, keyMap, promptText, promptTokens } from "../../functions/_shared/semantics/index.ts";

const PHOTO = /\.(webp|png|jpe?g)$/i;

if (import.meta.main) {
  const [folder, out, modelFile = new URL("../tiny/key_map.scnn", import.meta.url)] = Deno.args;
  if (folder === undefined || out === undefined) {
    console.error("Usage: prompts.ts DIR OUT.jsonl [key_map.scnn]");
    Deno.exit(2);
  }
  const model = loadModel(await Deno.readFile(modelFile));
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => PHOTO.test(name)).sort();
  const lines: string[] = [];
  const began = performance.now();
  for (const file of files) {
    const image = decodeImage(await Deno.readFile(`${folder}/${file}`));
    const prompt = describe(image, keyMap(image, model));
    lines.push(JSON.stringify({
      file,
      tokens: [...promptTokens(prompt)],
      prompt,
      text: promptText(prompt),
      bytes: encodePrompt(prompt).length,
    }));
    if (lines.length % 500 === 0) console.error(`${lines.length} of ${files.length}`);
  }
  await Deno.writeTextFile(out, lines.join("\n") + "\n");
  console.error(`${files.length} photos in ${Math.round((performance.now() - began) / 1000)} s`);
}
