import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { loadShippedCodec } from "../../functions/_shared/codec_model.ts";
import { paintedLatents, paintPrompt } from "../../functions/receive/paint_prompt.ts";
import { colours, type Prompt } from "../../functions/_shared/semantics/index.ts";

const W = 12, H = 8;
const box = { x: 4, y: 4, width: 8, height: 8 };
const prompt: Prompt = {
  scene: "landscape",
  palette: ["green"],
  regions: [
    { label: "person", position: "centre", box, colour: "red", texture: "smooth" },
    { label: "sky", position: "across the top", colour: "sky blue", texture: "smooth" },
  ],
};

Deno.test("paintPrompt() puts colours where the prompt has them, the palette elsewhere, the same each time", () => {
  const data = paintPrompt(prompt, W, H);
  const at = (x: number, y: number) => [...data.subarray(3 * (y * W + x), 3 * (y * W + x) + 3)];
  const near = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, i) => value - b[i]));
  assert(near(at(6, 4), colours.red) < 60, `centre ${at(6, 4)}`);
  assert(near(at(0, 0), colours["sky blue"]) < 60, `top ${at(0, 0)}`);
  assert(near(at(0, H - 1), colours.green) < 20, `bottom ${at(0, H - 1)}`);
  assertEquals(paintPrompt(prompt, W, H), data);
});

Deno.test("paintedLatents() are those of the canvas where cells were lost, and 0 where they arrived", async () => {
  const codec = await loadShippedCodec();
  const cells = W * H, lost = 5;
  const decoded = (reliability: Float32Array) => ({
    h: H,
    w: W,
    yHat: new Float32Array(192 * cells),
    reliability,
    step: new Float32Array(cells),
    refined: new Uint8Array(cells),
  });
  assertEquals(paintedLatents(prompt, decoded(new Float32Array(cells).fill(1)), codec), undefined);
  const some = paintedLatents(prompt, decoded(new Float32Array(cells).fill(1).fill(0, lost, lost + 1)), codec);
  const all = paintedLatents(prompt, decoded(new Float32Array(cells)), codec);
  assert(some !== undefined && all !== undefined);
  some.forEach((value, i) => assertAlmostEquals(value, i % cells === lost ? all[i] : 0));
  assert(some.some((value) => value !== 0));
});
