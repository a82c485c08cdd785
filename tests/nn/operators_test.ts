import { assert, assertEquals, assertGreater } from "@std/assert";
import { loadModelOn, type Photo, type Tensor } from "../../kernels/nn/wasm.ts";
import { operatorNetwork } from "./random_operators.ts";

const NETWORKS = 2000;
/** Operators that must occur, of bytes and of 16-bit values. */
const KINDS = ["conv", "table", "max_pool", "average_pool", "mean", "channels", "pad", "bilinear2", "upsample"]
  .concat(["pixel_shuffle", "pixel_unshuffle", "binary", "concat"])
  .flatMap((kind) => [kind, `${kind} i16`]);

function inputOf(shape: [number, number, number], seed: number, photo: boolean): Tensor | Photo {
  const length = shape[0] * shape[1] * shape[2];
  const data = Uint8Array.from({ length }, (_, i) => Math.imul(i + 977 * seed, 0x9e3779b1) >>> (photo ? 24 : 25));
  return photo ? { height: shape[0], width: shape[1], data } : { shape, data };
}

Deno.test(`${NETWORKS} random networks of all operators give the same on both builds, their twins, and in parts`, async () => {
  const kinds = new Map<string, number>();
  let varied = 0;
  for (let seed = 0; seed < NETWORKS; seed++) {
    const network = operatorNetwork(seed);
    network.kinds.forEach((kind) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
    const x = inputOf(network.shape, seed, network.photo);
    const results: Record<string, Tensor>[] = [];
    for (const build of ["relaxed", "simd128"] as const) {
      const model = await loadModelOn(build, network.file);
      results.push(model.run("net", { x }), model.run("net", { x }, { scalar: true }));
      results.push(model.run("net", { x }, { parts: 2 + seed % 3 }));
      model.free();
    }
    for (const [i, result] of results.entries()) {
      for (const name of ["y", "middle"]) {
        assertEquals(result[name].shape, results[0][name].shape);
        const same = result[name].data.every((v, at) => v === results[0][name].data[at]);
        assert(same, `seed ${seed}: run ${i} differs in ${name} of ${network.kinds}`);
      }
    }
    if (new Set(results[0].middle.data).size > 1) varied++;
  }
  assertGreater(varied, 0.75 * NETWORKS, "most networks give more than a constant");
  for (const kind of KINDS) assertGreater(kinds.get(kind) ?? 0, 5, kind);
});
