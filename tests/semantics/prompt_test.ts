import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Prompt,
  promptSchema,
  promptText,
  promptTokens,
  vocabulary,
} from "../../functions/_shared/semantics/index.ts";
import { labels, scenes, VOCABULARY_LIMIT } from "../../functions/_shared/semantics/vocabulary.ts";
import { vocabularyJson } from "../../models/train/write_vocabulary.ts";

const example: Prompt = {
  scene: "street",
  palette: ["grey", "sky blue"],
  regions: [
    { label: "sky", position: "across the top", colour: "sky blue", texture: "smooth" },
    { label: "vehicle", position: "centre", colour: "red", texture: "busy" },
  ],
  caption: "A red bus waits",
};

Deno.test("vocabulary ids are positions, words are unique within a kind and fit the embedding table", () => {
  assert(vocabulary.length <= VOCABULARY_LIMIT);
  vocabulary.forEach(({ id }, i) => assertEquals(id, i));
  assertEquals(new Set(vocabulary.map(({ kind, word }) => `${kind}:${word}`)).size, vocabulary.length);
  assertEquals(scenes.length, 15);
  assertEquals(labels.length, 8);
});

Deno.test("models/tiny/vocabulary.json is the vocabulary that this code has", async () => {
  assertEquals(
    await Deno.readTextFile(new URL("../../models/tiny/vocabulary.json", import.meta.url)),
    vocabularyJson(),
  );
});

Deno.test("promptTokens() places scene, palette and regions and leaves the rest 0", () => {
  const tokens = promptTokens(example);
  const words = [...tokens].map((id) => vocabulary[id].word);
  assertEquals(tokens.length, 32);
  assertEquals(words.slice(0, 4), ["street", "grey", "sky blue", ""]);
  assertEquals(words.slice(4, 12), [
    "sky",
    "across the top",
    "sky blue",
    "smooth",
    "vehicle",
    "centre",
    "red",
    "busy",
  ]);
  assert(words.slice(12).every((word) => word === ""));
});

Deno.test("promptText() is one fluent text with the caption first", () => {
  assertEquals(
    promptText(example),
    "A red bus waits. A photo of a street, mostly grey and sky blue. It shows smooth sky blue sky across the top and " +
      "a richly detailed red vehicle in the centre.",
  );
  assertEquals(
    promptText({ scene: "plants", palette: ["green"], regions: [] }),
    "A photo of plants, mostly green.",
  );
});

Deno.test("promptSchema removes control characters, lone surrogates and direction marks from captions", () => {
  const caption = (text: string) => promptSchema.parse({ ...example, caption: text }).caption;
  assertEquals(caption(" a\u0000b\ud800c\u202ed\n"), "a b c d");
  assertEquals(caption("日本語 😀"), "日本語 😀");
});

Deno.test("promptSchema refuses unknown words, an empty palette, eight regions and long captions", () => {
  const region = example.regions[0];
  for (
    const bad of [
      { ...example, scene: "moon" },
      { ...example, palette: [] },
      { ...example, regions: Array(8).fill(region) },
      { ...example, caption: "x".repeat(201) },
      { ...example, extra: 1 },
    ]
  ) {
    assertThrows(() => promptSchema.parse(bad));
  }
});
