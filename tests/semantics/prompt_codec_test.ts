import { assert, assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import {
  decodePrompt,
  encodePrompt,
  type Prompt,
  PROMPT_BYTES,
  promptTokens,
} from "../../functions/_shared/semantics/index.ts";
import { vocabulary } from "../../functions/_shared/semantics/vocabulary.ts";
import { encodeWithTables } from "../../kernels/entropy/wasm.ts";
import { detailedPrompt, pick, plainPrompt } from "./random_prompt.ts";
import { randomFrom } from "./random.ts";

/** Text of mixed scripts: English words, letters with marks, CJK, emoji, markup. */
function randomCaption(random: () => number): string {
  const parts = [
    "a red bus",
    "Zürich",
    "東京の夜",
    "😀🏳️‍🌈",
    "<script>",
    "xqzj",
    "42 %",
    "—",
    "مرحبا",
    "on top of",
    "\\u0000",
  ];
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(random, parts)).join(" ");
}

const plain: Prompt = { scene: "street", palette: ["grey", "blue"], regions: [] };

Deno.test("encodePrompt() and decodePrompt() are inverse on any prompt, in at most 64 bytes", () => {
  const random = randomFrom(1);
  for (let i = 0; i < 2000; i++) {
    const prompt = i % 2 === 0 ? plainPrompt(random) : detailedPrompt(random);
    const bytes = encodePrompt(prompt);
    assert(bytes.length >= 1 && bytes.length <= PROMPT_BYTES);
    assertEquals(decodePrompt(bytes), prompt);
  }
});

Deno.test("captions of any script survive the prompt codec unless they are cut, and a cut one is a beginning of the whole", () => {
  const random = randomFrom(2);
  let whole = 0;
  for (let i = 0; i < 500; i++) {
    const caption = randomCaption(random);
    const bytes = encodePrompt({ ...plain, caption });
    assert(bytes.length <= PROMPT_BYTES);
    const decoded = decodePrompt(bytes).caption ?? "";
    assert(caption.startsWith(decoded), `${decoded} does not begin ${caption}`);
    if (decoded === caption) whole++;
  }
  assert(whole > 400, `only ${whole} of 500 captions were whole`);
});

Deno.test("encodePrompt() cuts a long caption after a word, and one long word after a character", () => {
  const words = "unprecedented kaleidoscopic juxtapositions ".repeat(4).trim();
  const cut = decodePrompt(encodePrompt({ ...plain, caption: words })).caption!;
  assert(cut.length > 40 && words.startsWith(cut + " "));
  const one = "語".repeat(100);
  const characters = decodePrompt(encodePrompt({ ...plain, caption: one })).caption!;
  assert(characters.length > 10 && one.startsWith(characters));
});

Deno.test("an everyday caption of fifty characters costs at most twenty bytes", () => {
  const with_ = encodePrompt({ ...plain, caption: "A man in a red jacket is riding a bike on the street" });
  assert(with_.length - encodePrompt(plain).length <= 20, `${with_.length} bytes`);
});

Deno.test("an empty caption is coded as none", () => {
  assertEquals(decodePrompt(encodePrompt({ ...plain, caption: " \u0007 " })), plain);
});

Deno.test("encodePrompt() refuses a prompt that breaks its schema", () => {
  // A caller without types.
  const bad = { ...plain, scene: "moon" } as unknown as Prompt;
  assertEquals(assertThrows(() => encodePrompt(bad), SemcastError).code, "invalid-argument");
});

Deno.test("decodePrompt() answers 20,000 random byte strings with a prompt or a typed error", () => {
  const random = randomFrom(3);
  for (let i = 0; i < 20_000; i++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() * 256));
    try {
      const tokens = promptTokens(decodePrompt(bytes));
      assert(tokens.every((id) => id >= 0 && id < vocabulary.length));
    } catch (error) {
      assert(error instanceof SemcastError, String(error));
      assert(error.code === "malformed" || error.code === "unsupported", error.message);
    }
  }
});

Deno.test("a damaged coded prompt never decodes to the same prompt", () => {
  const random = randomFrom(4);
  for (let i = 0; i < 300; i++) {
    const prompt = { ...(i % 2 === 0 ? plainPrompt : detailedPrompt)(random), caption: randomCaption(random) };
    const bytes = encodePrompt(prompt);
    const before = decodePrompt(bytes);
    bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
    let after: Prompt | undefined;
    try {
      after = decodePrompt(bytes);
    } catch (error) {
      assert(error instanceof SemcastError, String(error));
    }
    assert(JSON.stringify(after) !== JSON.stringify(before));
  }
});

Deno.test("coded prompts of the first form, written before there were details, still decode", () => {
  // Bytes that an earlier release made.
  const old: [string, Prompt][] = JSON.parse(Deno.readTextFileSync(new URL("form_0.json", import.meta.url)));
  for (const [hex, prompt] of old) {
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    assertEquals(decodePrompt(bytes), prompt);
    assertEquals(encodePrompt(prompt), bytes);
  }
  assert(old.length >= 20);
});

Deno.test("a prompt of a later form is refused as unsupported", () => {
  const form = Uint16Array.of(255, 1);
  const bytes = encodeWithTables(Uint16Array.of(1, 1), [form, form]);
  assertEquals(assertThrows(() => decodePrompt(bytes), SemcastError).code, "unsupported");
});

Deno.test("a prompt that is too rich loses details from the last region on, then regions, and keeps the rest", () => {
  const random = randomFrom(5);
  for (let i = 0; i < 100; i++) {
    const prompt = detailedPrompt(random, 7);
    const bytes = encodePrompt(prompt), back = decodePrompt(bytes);
    assert(bytes.length <= PROMPT_BYTES);
    assertEquals([back.scene, back.time, back.palette], [prompt.scene, prompt.time, prompt.palette]);
    const same = back.regions.findIndex((region, k) => JSON.stringify(region) !== JSON.stringify(prompt.regions[k]));
    const cut = same < 0 ? [] : back.regions.slice(same);
    assert(cut.every(({ accent, box, run, surface, relation }) => !accent && !box && !run && !surface && !relation));
    back.regions.forEach(({ label }, k) => assertEquals(label, prompt.regions[k].label));
  }
});
