import { assert, assertEquals, assertGreater, assertStringIncludes, assertThrows } from "@std/assert";
import { compare, type Index } from "./compare.ts";
import { loadModel } from "../../../kernels/nn/wasm.ts";
import { convert } from "../../../models/convert/convert.ts";
import { SemcastError } from "../../../functions/_shared/errors.ts";

const FIXTURES = new URL("./fixtures/", import.meta.url);
const index: Index = JSON.parse(Deno.readTextFileSync(new URL("index.json", FIXTURES)));
const onnx = (name: string) => Deno.readFileSync(new URL(`${name}.onnx`, FIXTURES));

for (const network of index.networks) {
  Deno.test(`${network.name} gives ONNX Runtime's results within one step`, async () => {
    const result = await compare(FIXTURES, index, network);
    assertGreater(result.distinct, 40, "constant results would mean nothing");
    assert(result.withinOne >= 0.999, JSON.stringify(result));
    for (const [build, scalar] of [["relaxed", true], ["simd128", false], ["simd128", true]] as const) {
      assertEquals(await compare(FIXTURES, index, network, build, scalar), result, `${build}, scalar ${scalar}`);
    }
  });
}

Deno.test("the proof covers every convolution and names its node", () => {
  const { report } = convert(onnx("reference"), { photo: [0, 1] });
  assertEquals(report.proof.map(({ node }) => node), ["Conv_0", "Conv_2", "Conv_4", "Conv_6"]);
  for (const { bits, activation, pair, accumulator, value } of report.proof) {
    assertEquals(bits, 8);
    assert(activation <= 127 && pair <= 32767 && accumulator < 2 ** 31 && value < 2 ** 31 - 256);
    assert(accumulator > 1000, "a bound that counts something");
  }
});

Deno.test("an unsupported operator is named with its node", () => {
  // The op_type "Sigmoid" of the U-Net becomes another word of equal length.
  const bytes = onnx("unet");
  const at = find(bytes, "\x22\x07Sigmoid");
  assertGreater(at, 0);
  bytes.set(new TextEncoder().encode("Softmax"), at + 2);
  const error = assertThrows(() => convert(bytes), SemcastError);
  assertEquals(error.code, "unsupported");
  assertStringIncludes(error.message, "Operator Softmax (node Sigmoid_28)");
});

function find(bytes: Uint8Array, text: string): number {
  return new TextDecoder("latin1").decode(bytes).indexOf(text);
}

Deno.test("inputs and outputs say what their numbers stand for", () => {
  const { file, report } = convert(onnx("residual"));
  const model = loadModel(file);
  const [graph] = model.graphs();
  const [input] = model.inputs(graph), [output] = model.outputs(graph);
  assertEquals([input.name, input.kind, input.channels, input.zeroPoint], ["x", "u7", 3, 0]);
  assert(Math.abs(input.scale - 1 / 127) < 1e-3, "bytes 0 to 255 as 0 to 1 in 7 bits");
  assertEquals(output.zeroPoint, report.outputs[0].zeroPoint);
  assertEquals(output.scale, report.outputs[0].scale);
  model.free();
});
