import { assertEquals } from "@std/assert";
import { backend, loadModelOn } from "../../kernels/nn/wasm.ts";
import { decodeLayers, encodeLayers } from "../../functions/_shared/codec/index.ts";
import { codecBytes, randomKey, randomLatents, tinyCodec } from "./fixtures/codec.ts";

Deno.test({
  name: "what one build of the kernels codes, the other decodes, and both code the same bytes",
  ignore: backend() !== "relaxed",
  async fn() {
    const { description } = tinyCodec();
    const relaxed = { description, model: await loadModelOn("relaxed", codecBytes) };
    const plain = { description, model: await loadModelOn("simd128", codecBytes) };
    for (const [h, w] of [[1, 1], [9, 14], [30, 20]]) {
      const latents = randomLatents(h, w, h), key = randomKey(h * w, 0.4, w);
      const setting = { h, w, key, q: 11, rho: 6 };
      const coded = encodeLayers(relaxed, latents, setting);
      assertEquals(coded, encodeLayers(plain, latents, setting));
      const layers = { base: coded.base, keyLayer: coded.key, rest: coded.rest };
      assertEquals(decodeLayers(plain, { ...setting, ...layers }), decodeLayers(relaxed, { ...setting, ...layers }));
    }
  },
});
