import { assertEquals, assertGreater } from "@std/assert";
import { quantize } from "../../kernels/entropy/wasm.ts";
import { EntropyModel } from "../../functions/_shared/codec/entropy_model.ts";
import { cellSteps } from "../../functions/_shared/codec/steps.ts";
import { randomKey, randomLatents, tinyCodec } from "./fixtures/codec.ts";

Deno.test("EntropyModel gives the same parameters in strips as at once", () => {
  const h = 21, w = 9, codec = tinyCodec(), key = randomKey(h * w, 0.5, 1);
  const { step, planes } = cellSteps({ h, w, q: 10, rho: 4, key });
  const { k0 } = quantize(randomLatents(h, w, 2).y, step, key, 192);
  const parameters = (stripCells: number) => {
    const model = new EntropyModel(codec, planes, stripCells);
    model.setHyperlatents(model.hyperlatents(k0));
    const out = [0, 1, 2].map(() => new Int16Array(h * w * 384));
    for (const strip of model.strips) {
      const parts = [
        model.anchors(strip),
        model.nonAnchors(k0, strip),
        model.refinement(k0, strip, model.rowsOf(key, strip)),
      ];
      parts.forEach((part, i) => model.rowsOf(out[i], strip).set(part));
    }
    return { strips: model.strips, out };
  };
  const whole = parameters(1e6);
  assertEquals(whole.strips, [{ top: 0, bottom: h }]);
  for (const stripCells of [1, 40, 100]) {
    const strips = parameters(stripCells);
    assertGreater(strips.strips.length, 1);
    assertEquals(strips.out, whole.out);
  }
});
