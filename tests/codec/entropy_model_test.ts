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
    const all = model.strips.flatMap((strip) => [
      ...model.anchors(strip),
      ...model.nonAnchors(k0, strip),
      ...model.refinement(k0, strip),
    ]);
    return { strips: model.strips, all };
  };
  // The order within `all` differs between strips and the whole: compare by network.
  const byNetwork = ({ strips, all }: ReturnType<typeof parameters>) => {
    const out: number[][] = [[], [], []];
    let at = 0;
    for (const { top, bottom } of strips) {
      for (const part of out) {
        const end = at + (bottom - top) * w * 384;
        for (; at < end; at++) part.push(all[at]);
      }
    }
    return out;
  };
  const whole = parameters(1e6);
  assertEquals(whole.strips, [{ top: 0, bottom: h }]);
  for (const stripCells of [1, 40, 100]) {
    const strips = parameters(stripCells);
    assertGreater(strips.strips.length, 1);
    assertEquals(byNetwork(strips), byNetwork(whole));
  }
});
