import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import {
  type DecoderRuntime,
  embeddedRuntime,
  type OrtProvider,
  reconstruct,
  type ReconstructOptions,
} from "../../functions/_shared/decoder/index.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { LOST_SCALE, randomDecoded } from "./fixtures/decoded.ts";

const models = {
  synthesis: await loadModelFile("tiny/synthesis.onnx"),
  diffusion: await loadModelFile("tiny/diffusion.onnx"),
};

/** Why a provider cannot be tested here; undefined where it can. */
async function missing(provider: OrtProvider): Promise<string | undefined> {
  if (provider === "webgpu") {
    // Deno has it; the project's type library leaves it out.
    const { gpu } = navigator as unknown as { gpu?: { requestAdapter(): Promise<unknown> } };
    return await gpu?.requestAdapter() ? undefined : "no WebGPU adapter (mesa-vulkan-drivers has one in software)";
  }
  const { state } = await Deno.permissions.query({ name: "ffi", path: new URL("../../node_modules", import.meta.url) });
  return state === "granted" ? undefined : "no --allow-ffi";
}

async function provided(
  provider: OrtProvider,
  name: string,
  test: (runtime: DecoderRuntime, wasm: DecoderRuntime) => Promise<void>,
) {
  const reason = await missing(provider);
  if (reason !== undefined) console.log(`skipped: decoder on ${provider}: ${reason}`);
  Deno.test({
    name: `${provider} ${name}`,
    ignore: reason !== undefined,
    async fn() {
      const runtime = embeddedRuntime(models, { provider }), wasm = embeddedRuntime(models);
      try {
        await test(runtime, wasm);
      } finally {
        runtime.close();
        wasm.close();
      }
    },
  });
}

function setup(h: number, w: number) {
  const { decoded, key } = randomDecoded(h, w, 0.3, 5);
  const tokens = Int32Array.from({ length: 32 }, (_, i) => i);
  const options: ReconstructOptions = { width: 16 * w, height: 16 * h, key, tokens, lostScale: LOST_SCALE };
  return { decoded, options };
}

for (const provider of ["webgpu", "native"] as const) {
  await provided(provider, "gives the picture of the embedded runtime within 40 dB", async (runtime, wasm) => {
    const { decoded, options } = setup(6, 9);
    for (const steps of [0, 1, 4]) {
      const expected = await reconstruct(decoded, { ...options, steps }, wasm);
      const made = await reconstruct(decoded, { ...options, steps }, runtime);
      assertEquals([made.runtime, made.steps, made.degraded], [provider, steps, false]);
      const quality = psnr(expected.image, made.image);
      assertGreater(quality, 40, `${steps} steps`);
      if (steps > 0) {
        const plain = await reconstruct(decoded, { ...options, steps: 0 }, wasm);
        // The flow does something: its change has twice the energy of what the runtimes differ by, also where a native
        // int8 product saturates in 16 bits (x86-64 without VNNI: 53 dB after one step, of which the flow changes 48).
        assertGreater(quality - 3, psnr(expected.image, plain.image));
      }
    }
  });
}

await provided("webgpu", "previews what the flow tends to and stops within a step", async (runtime, wasm) => {
  const { decoded, options } = setup(4, 5);
  const previews: Record<string, Parameters<NonNullable<ReconstructOptions["onPreview"]>>[1][]> = {};
  for (const one of [runtime, wasm]) {
    const seen: (typeof previews)[string] = previews[one.name] = [];
    await reconstruct(decoded, { ...options, steps: 3, onPreview: (_, image) => seen.push(image) }, one);
    assertEquals(seen.length, 2);
  }
  for (const [i, image] of previews.wasm.entries()) assertGreater(psnr(image, previews.webgpu[i]), 40);

  const control = new AbortController();
  const steps: number[] = [];
  const onStep = (step: number) => {
    steps.push(step);
    control.abort(new Error("enough"));
  };
  await assertRejects(
    () => reconstruct(decoded, { ...options, steps: 4, signal: control.signal, onStep }, runtime),
    Error,
    "enough",
  );
  assertEquals(steps, [1]);
  assertEquals((await reconstruct(decoded, { ...options, steps: 1 }, runtime)).degraded, false);
});
