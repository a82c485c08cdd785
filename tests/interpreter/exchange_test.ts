import { assertEquals, assertGreater } from "@std/assert";
import { exchange } from "./exchange.ts";

const scalar = Deno.env.get("SCALAR_KERNELS");
if (scalar === undefined) console.log("skipped: an engine without SIMD (SCALAR_KERNELS, kernels/build_scalar.sh)");

Deno.test({
  name: "an engine without SIMD makes the bytes of this one, and each reads the other's",
  ignore: scalar === undefined,
  async fn() {
    const examples = new URL("../../examples/", import.meta.url).pathname;
    const { photos, bytes, different } = await exchange(examples, new URL(`file://${scalar}/`), { side: 128 });
    assertEquals([photos, different], [3, []]);
    assertGreater(bytes, 1000);
  },
});
