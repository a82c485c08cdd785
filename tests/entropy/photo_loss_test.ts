import { assertLess } from "@std/assert";
import { analyze, loadCodec } from "../../functions/_shared/codec/index.ts";
import { EntropyModel } from "../../functions/_shared/codec/entropy_model.ts";
import { cellSteps } from "../../functions/_shared/codec/steps.ts";
import * as entropy from "../../kernels/entropy/wasm.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { bitsOfBase, bitsOfRefinement } from "./float_model.ts";

const PHOTO = new URL("../../../shared/data/eval/kodak/kodim23.png", import.meta.url);
const MODEL = new URL("../../models/tiny/codec.scnn", import.meta.url);

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

const ready = isThere(PHOTO) && isThere(MODEL);
if (!ready) console.log("skipped: coding loss on a photo (no evaluation photos or no trained codec here)");

Deno.test({
  name: "streams of a photo are within 0.5 % of the ideal entropy in floats, at three rates",
  ignore: !ready,
  async fn() {
    const description = JSON.parse(await Deno.readTextFile(new URL("codec.json", MODEL)));
    const codec = loadCodec(await Deno.readFile(MODEL), description);
    const { y, h, w } = analyze(codec, decodeImage(await Deno.readFile(PHOTO)));
    const channels = codec.description.M;
    for (const q of [8, 16, 26]) {
      const key = new Uint8Array(h * w).fill(1);
      const { step, planes } = cellSteps({ h, w, key, q, rho: 0 });
      const { k0, r } = entropy.quantize(y, step, key, channels);
      const model = new EntropyModel(codec, planes);
      model.setHyperlatents(model.hyperlatents(k0));
      const shape = { h, w, channels, k0, r, mask: key };
      const whole = { top: 0, bottom: h };
      const anchors = model.anchors(whole).slice(), others = model.nonAnchors(k0, whole).slice();
      const params = anchors.map((value, i) => {
        const cell = Math.floor(i / channels / 2);
        return (cell % w + Math.floor(cell / w)) % 2 ? others[i] : value;
      });
      const fine = model.refinement(k0, whole, key).slice();
      const encoder = entropy.createEncoder();
      for (const parity of [0, 1] as const) entropy.encodeBaseCells(encoder, k0, params, h, w, channels, parity);
      entropy.encodeRefinement(encoder, k0, r, fine, h, w, channels, key);
      const ideal = bitsOfBase({ ...shape, params }) + bitsOfRefinement({ ...shape, params: fine });
      const loss = 8 * encoder.finish().length / ideal - 1;
      assertLess(loss, 0.005, `q ${q}: coding loss ${(100 * loss).toFixed(3)} %`);
    }
  },
});
