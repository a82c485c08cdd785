import { assert, assertEquals, assertRejects } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { linkOptionsSchema } from "../../functions/_shared/options.ts";
import { encodePrompt, type Prompt, promptVariants } from "../../functions/_shared/semantics/index.ts";
import { bestPrompt, choosePrompt } from "../../functions/link/choose_prompt.ts";
import { loadLink } from "../../functions/link/models.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";

const rich: Prompt = {
  scene: "street",
  palette: ["grey", "sky blue", "red"],
  regions: [
    { label: "sky", position: "across the top", colour: "sky blue", texture: "smooth" },
    { label: "vehicle", position: "centre", colour: "red", texture: "busy" },
  ],
};
const poor: Prompt = { scene: "street", palette: ["grey"], regions: [] };

Deno.test("bestPrompt() pays for bytes only with error that they take away", async () => {
  const decode = (errors: [number, number]) => (prompt: Prompt) =>
    Promise.resolve(prompt === rich ? errors[0] : errors[1]);
  const choose = async (errors: [number, number]) => (await bestPrompt([rich, poor], decode(errors))).prompt;
  assertEquals(await choose([50, 100]), rich);
  assertEquals(await choose([100, 100]), poor);
  assertEquals(await choose([99.99, 100]), poor);
  assertEquals(await choose([100, 50]), poor);
  const { trials } = await bestPrompt([rich, poor], decode([50, 100]));
  assertEquals(trials.map(({ bytes }) => bytes), [rich, poor].map((prompt) => encodePrompt(prompt).length));
});

Deno.test("bestPrompt() takes two to eight candidates", async () => {
  for (const count of [0, 1, 9]) {
    const bad = await assertRejects(() => bestPrompt(Array(count).fill(poor), () => Promise.resolve(1)), SemcastError);
    assertEquals(bad.code, "invalid-argument");
  }
});

Deno.test("choosePrompt() tries variants with the real decoder and keeps one of them, the same each time", async () => {
  const models = await loadLink();
  try {
    const photo = decodeImage(await Deno.readFile(new URL("../../examples/boat.png", import.meta.url)));
    const options = linkOptionsSchema.parse({ channel: "none", bpp: 0.2, steps: 1 });
    const first = await choosePrompt(photo, rich, 2, options, models);
    assertEquals(first.trials.length, 2);
    assert(first.trials.every(({ error }) => error > 0 && error < 10_000));
    assert(promptVariants(rich, 2).some((variant) => JSON.stringify(variant) === JSON.stringify(first.prompt)));
    const second = await choosePrompt(photo, rich, 2, options, models);
    assertEquals({ ...second, ms: 0 }, { ...first, ms: 0 });
  } finally {
    models.close();
  }
});
