/** Writes `models/tiny/vocabulary.json`, the prompt's words for training code: `deno run --allow-write=models/tiny models/train/write_vocabulary.ts`. */
import { colours, vocabulary } from "../../functions/_shared/semantics/vocabulary.ts";

/** The text of `models/tiny/vocabulary.json`. */
export function vocabularyJson(): string {
  return JSON.stringify({ version: 1, words: vocabulary, colours }, null, 1) + "\n";
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("../tiny/vocabulary.json", import.meta.url), vocabularyJson());
}
