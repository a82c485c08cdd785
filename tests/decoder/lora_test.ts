import { assert, assertEquals, assertLess, assertLessOrEqual, assertNotEquals, assertThrows } from "@std/assert";
import {
  type AdapterUse,
  embeddedRuntime,
  mergeAdapters,
  readAdapter,
  reconstruct,
} from "../../functions/_shared/decoder/index.ts";
import { initializersOf } from "../../functions/_shared/decoder/lora/initializers.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import { randomAdapter, safetensors } from "./fixtures/adapters.ts";
import { LOST_SCALE, randomDecoded } from "./fixtures/decoded.ts";

const models = {
  synthesis: await loadModelFile("tiny/synthesis.onnx"),
  diffusion: await loadModelFile("tiny/diffusion.onnx"),
};
const INT8_LAYER = "synthesis.g_s.fine.1.a", FLOAT_LAYER = "synthesis.g_s.fine_in";
const LAYERS = {
  [INT8_LAYER]: [96, 96 * 9],
  [FLOAT_LAYER]: [96, 195],
  "diffusion.blocks.2.expand": [384, 192],
} satisfies Record<string, [number, number]>;

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

/** scale · weight · B A, from the definition. */
function product(file: Uint8Array, layer: string, weight: number): (o: number, i: number) => number {
  const { down, up, scale } = readAdapter(file).get(layer)!;
  const [rank, inputs] = down.dims;
  return (o, i) => {
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += up.data[o * rank + r] * down.data[r * inputs + i];
    return weight * scale * sum;
  };
}

/** Real weights [outputs · inputs] and bias [outputs] of an int8 layer, and the steps of its weights. */
function dequantized(model: Uint8Array, layer: string) {
  const all = initializersOf(model);
  const bytes = all.get(`${layer}.weight_quantized`)!.bytes;
  const step = floats(all.get(`${layer}.weight_scale`)!.bytes);
  const inputs = bytes.length / step.length;
  const biasStep = floats(all.get(`${layer}.bias_quantized_scale`)!.bytes);
  const bias = new Int32Array(all.get(`${layer}.bias_quantized`)!.bytes.slice().buffer);
  return {
    step,
    biasStep,
    weight: Float64Array.from(new Int8Array(bytes.slice().buffer), (q, at) => q * step[Math.floor(at / inputs)]),
    bias: Float64Array.from(bias, (q, o) => q * biasStep[o]),
  };
}

Deno.test("adapters add weight · scale · B A to float weights, several of them their sum", () => {
  const [a, b] = [randomAdapter(LAYERS, 4, 1), randomAdapter(LAYERS, 8, 2)];
  const merged = mergeAdapters("synthesis", models.synthesis, [
    { adapter: readAdapter(a), weight: 0.75 },
    { adapter: readAdapter(b), weight: -0.5 },
  ]);
  const name = `${FLOAT_LAYER.slice("synthesis.".length)}.weight`;
  const before = floats(initializersOf(models.synthesis).get(name)!.bytes);
  const after = floats(initializersOf(merged).get(name)!.bytes);
  const first = product(a, FLOAT_LAYER, 0.75), second = product(b, FLOAT_LAYER, -0.5);
  for (let at = 0; at < before.length; at++) {
    const o = Math.floor(at / 195), i = at % 195;
    assertLess(Math.abs(after[at] - (before[at] + first(o, i) + second(o, i))), 1e-5);
  }
});

Deno.test("int8 weights are the sum within half a step of their own, the bias stays, other layers keep their bytes", () => {
  const file = randomAdapter(LAYERS, 6, 3);
  const merged = mergeAdapters("synthesis", models.synthesis, [{ adapter: readAdapter(file), weight: 0.5 }]);
  assertEquals(merged.length, models.synthesis.length);
  const layer = INT8_LAYER.slice("synthesis.".length), inputs = 96 * 9;
  const before = dequantized(models.synthesis, layer), after = dequantized(merged, layer);
  const change = product(file, INT8_LAYER, 0.5);
  for (let at = 0; at < before.weight.length; at++) {
    const o = Math.floor(at / inputs);
    const wanted = before.weight[at] + change(o, at % inputs);
    assertLessOrEqual(Math.abs(after.weight[at] - wanted), after.step[o] * 0.5001);
  }
  for (let o = 0; o < 96; o++) {
    assertLessOrEqual(Math.abs(after.bias[o] - before.bias[o]), after.biasStep[o] * 0.51);
    // A convolution takes its bias in the step of its input times that of its weights.
    assertLess(Math.abs(after.biasStep[o] / after.step[o] / (before.biasStep[o] / before.step[o]) - 1), 1e-6);
  }
  const [old, next] = [initializersOf(models.synthesis), initializersOf(merged)];
  const changed = [...old].filter(([name, { bytes }]) => bytes.some((byte, i) => byte !== next.get(name)!.bytes[i]));
  assertEquals(changed.map(([name]) => name).sort(), [
    "g_s.fine.1.a.bias_quantized",
    "g_s.fine.1.a.bias_quantized_scale",
    "g_s.fine.1.a.weight_quantized",
    "g_s.fine.1.a.weight_scale",
    "g_s.fine_in.weight",
  ]);
});

Deno.test("outputs that an adapter does not change keep their bytes", () => {
  const rank = 2, data = new Float32Array(96 * rank);
  data[7 * rank] = 0.3; // output 7 alone
  const file = safetensors({
    [`${INT8_LAYER}.lora_A.weight`]: { shape: [rank, 96 * 9], data: new Float32Array(rank * 96 * 9).fill(0.01) },
    [`${INT8_LAYER}.lora_B.weight`]: { shape: [96, rank], data },
  });
  const merged = mergeAdapters("synthesis", models.synthesis, [{ adapter: readAdapter(file), weight: 1 }]);
  const layer = INT8_LAYER.slice("synthesis.".length);
  const before = dequantized(models.synthesis, layer), after = dequantized(merged, layer);
  const changed = before.step.map((step, o) => step === after.step[o] ? 0 : 1);
  assertEquals([changed[7], changed.reduce((a, b) => a + b)], [1, 1]);
});

Deno.test("an adapter of weight 0 has no effect, to the last bit; others have one, the same inline and in a worker", async () => {
  const { decoded, key } = randomDecoded(6, 8, 0.2, 4);
  const options = { width: 128, height: 96, key, tokens: new Int32Array(32), lostScale: LOST_SCALE, steps: 2 };
  const use = (weight: number): AdapterUse => ({ name: "a", weight, file: randomAdapter(LAYERS, 4, 5) });
  const runtimes = [embeddedRuntime(models), embeddedRuntime(models, { worker: false })];
  try {
    const plain = await reconstruct(decoded, options, runtimes[0]);
    const pictures: Uint8Array[] = [];
    for (const runtime of runtimes) {
      const without = await reconstruct(decoded, options, runtime.adapted!([use(0)]));
      assertEquals([without.degraded, without.image.data], [false, plain.image.data]);
      const adapted = await reconstruct(decoded, options, runtime.adapted!([use(0.5), use(0)]));
      assertEquals(adapted.degraded, false);
      assertNotEquals(adapted.image.data, plain.image.data);
      pictures.push(adapted.image.data);
      assertEquals((await reconstruct(decoded, options, runtime)).image.data, plain.image.data);
    }
    assertEquals(pictures[0], pictures[1]);
    // More than are kept loaded at once.
    for (let i = 1; i <= 6; i++) {
      assertEquals((await reconstruct(decoded, options, runtimes[0].adapted!([use(i / 10)]))).degraded, false);
    }
  } finally {
    for (const runtime of runtimes) runtime.close();
  }
});

Deno.test("adapters that are none, or for another network, are refused by what is wrong", () => {
  const merge = (file: Uint8Array) =>
    mergeAdapters("synthesis", models.synthesis, [{ adapter: readAdapter(file), weight: 1 }]);
  const good = randomAdapter({ [INT8_LAYER]: [96, 96 * 9] }, 2, 6);
  const tensor = (shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.1) });
  const pair = (layer: string, down: number[], up: number[]) =>
    safetensors({ [`${layer}.lora_A.weight`]: tensor(down), [`${layer}.lora_B.weight`]: tensor(up) });
  const cases: [string, Uint8Array, string][] = [
    ["nothing", new Uint8Array(0), "0 bytes"],
    ["no header", new Uint8Array(9), "no JSON header"],
    ["a header too long", Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 0, 1), "a header too long"],
    ["cut", good.slice(0, good.length - 4), "bytes of"],
    ["empty", safetensors({}), "no layers"],
    ["one factor", safetensors({ "a.lora_A.weight": tensor([2, 3]) }), "without its pair"],
    ["ranks that differ", pair("a", [2, 3], [4, 3]), "factors of [2,3] and [4,3]"],
    ["no such layer", pair("synthesis.g_s.nowhere", [2, 3], [4, 2]), "which synthesis does not have"],
    ["another size", pair(INT8_LAYER, [2, 3], [4, 2]), "of 4×3; the network has 96×864"],
    [
      "not finite",
      safetensors({
        "a.lora_A.weight": { shape: [1, 1], data: [NaN] },
        "a.lora_B.weight": { shape: [1, 1], data: [1] },
      }),
      "not finite",
    ],
    [
      "alpha",
      safetensors({ "a.lora_A.weight": tensor([1, 1]), "a.lora_B.weight": tensor([1, 1]) }, { alpha: "x" }),
      "alpha",
    ],
  ];
  for (const [what, file, message] of cases) {
    const error = assertThrows(() => merge(file), SemcastError, message);
    assertEquals([what, error.code], [what, "malformed"]);
  }
  assert(merge(good).length > 0);
});
