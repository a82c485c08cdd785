import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Prompt,
  promptSchema,
  promptText,
  promptTokens,
  promptVariants,
  vocabulary,
} from "../../functions/_shared/semantics/index.ts";
import { labels, scenes, VOCABULARY_LIMIT } from "../../functions/_shared/semantics/vocabulary.ts";
import { allLabels, allScenes, baseLabel, baseScene } from "../../functions/_shared/semantics/words.ts";
import { schemaText } from "../../functions/_shared/semantics/write_schema.ts";
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
      { ...example, regions: [{ ...region, box: { x: 10, y: 0, width: 7, height: 1 } }] },
      { ...example, regions: [{ ...region, run: { first: 250, length: 7 } }] },
      { ...example, regions: [{ ...region, box: { x: 0, y: 0, width: 1, height: 1 }, run: { first: 0, length: 1 } }] },
      { ...example, regions: [{ ...region, relation: { kind: "on", region: 0 } }] },
      { ...example, regions: [{ ...region, relation: { kind: "on", region: 3 } }] },
    ]
  ) {
    assertThrows(() => promptSchema.parse(bad));
  }
});

Deno.test("every word and label belongs to one of the base vocabulary, at most 300 words name a scene", () => {
  assert(allScenes.length <= 300 && new Set(allScenes).size === allScenes.length);
  assert(allScenes.every((word) => scenes.includes(baseScene(word))));
  assert(allLabels.every((label) => labels.includes(baseLabel(label))));
  assertEquals(allLabels.slice(0, labels.length), [...labels]);
});

Deno.test("docs/prompt.schema.json is the schema that this code has", async () => {
  const file = await Deno.readTextFile(new URL("../../docs/prompt.schema.json", import.meta.url));
  assertEquals(JSON.parse(file), JSON.parse(schemaText()));
});

Deno.test("promptTokens() says finer words as the base words that they belong to", () => {
  const fine: Prompt = {
    scene: "city street",
    time: "night",
    palette: ["grey"],
    regions: [{
      label: "car",
      position: "centre",
      colour: "red",
      texture: "busy",
      box: { x: 0, y: 0, width: 2, height: 2 },
    }],
  };
  const plain: Prompt = {
    scene: "street",
    palette: ["grey"],
    regions: [{ label: "vehicle", position: "centre", colour: "red", texture: "busy" }],
  };
  assertEquals(promptTokens(fine), promptTokens(plain));
});

Deno.test("promptText() says details in fluent English", () => {
  assertEquals(
    promptText({
      scene: "beach",
      time: "dusk",
      light: "backlit",
      style: "black and white",
      view: "wide shot",
      palette: ["grey", "white"],
      regions: [
        {
          label: "dog",
          position: "centre",
          colour: "black",
          accent: "white",
          texture: "fine",
          relation: { kind: "in front of", region: 1 },
        },
        { label: "water", position: "across the middle", colour: "silver", texture: "soft" },
      ],
    }),
    "A black and white photo of a beach at dusk, backlit, a wide shot, mostly grey and white. It shows a finely " +
      "textured black and white dog in the centre, in front of the water; softly shaded silver water across the middle.",
  );
});

Deno.test("promptVariants() are different true prompts, the prompt itself first", () => {
  const variants = promptVariants(example, 8);
  assert(variants.length >= 5 && variants.length <= 8);
  assertEquals(variants[0], example);
  assertEquals(new Set(variants.map((variant) => JSON.stringify(variant))).size, variants.length);
  for (const { regions, palette } of variants) {
    assert(regions.every(({ label }, i) => baseLabel(example.regions[i].label) === label));
    assert(palette.every((colour, i) => colour === example.palette[i]));
  }
  assertEquals(promptVariants(example, 2).length, 2);
});
