import { assertEquals, assertLess, assertNotEquals, assertRejects } from "@std/assert";
import {
  type DecoderRuntime,
  embeddedRuntime,
  reconstruct,
  type ReconstructOptions,
} from "../../functions/_shared/decoder/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { fixture, LOST_SCALE, randomDecoded, warmUpInline } from "./fixtures/decoded.ts";

await warmUpInline();

const models = { synthesis: fixture("synthesis"), diffusion: fixture("diffusion") };
const tokens = new Int32Array(32);

function runtimeOf(diffusion: "diffusion" | "broken" | "failing"): DecoderRuntime {
  return embeddedRuntime({ ...models, diffusion: fixture(diffusion) }, { worker: false });
}

function setup(
  share: number,
  seed: number,
): { decoded: ReturnType<typeof randomDecoded>["decoded"]; options: ReconstructOptions } {
  const { decoded, key } = randomDecoded(3, 4, share, seed);
  return { decoded, options: { width: 61, height: 47, key, tokens, lostScale: LOST_SCALE, seed: 5 } };
}

Deno.test("reconstruct() with 0 steps is the synthesis of what was received, cropped", async () => {
  const { decoded, options } = setup(0, 1);
  const runtime = runtimeOf("diffusion");
  const whole = await runtime.synthesize(decoded);
  const { image, steps, degraded, runtime: name } = await reconstruct(decoded, { ...options, steps: 0 }, runtime);
  assertEquals([image.width, image.height, steps, degraded, name], [61, 47, 0, false, "wasm"]);
  for (let y = 0; y < 47; y++) {
    assertEquals(
      image.data.subarray(y * 61 * 3, (y + 1) * 61 * 3),
      whole.data.subarray(y * 64 * 3, y * 64 * 3 + 61 * 3),
    );
  }
});

Deno.test("reconstruct() draws the same picture from the same seed and another from another", async () => {
  const { decoded, options } = setup(0.2, 2);
  const runtime = runtimeOf("diffusion");
  const seen: number[] = [];
  const onStep = (step: number) => seen.push(step);
  const a = await reconstruct(decoded, { ...options, steps: 3, onStep }, runtime);
  const b = await reconstruct(decoded, { ...options, steps: 3 }, runtime);
  const c = await reconstruct(decoded, { ...options, steps: 3, seed: 6 }, runtime);
  assertEquals([a.steps, a.degraded, seen], [3, false, [1, 2, 3]]);
  assertEquals(a.image.data, b.image.data);
  assertNotEquals(a.image.data, c.image.data);
});

Deno.test("reconstruct() at fidelity 1, or where all is key and arrived, needs no flow", async () => {
  const { decoded, options } = setup(0, 3);
  const runtime = runtimeOf("failing");
  const plain = await reconstruct(decoded, { ...options, steps: 0 }, runtime);
  const faithful = await reconstruct(decoded, { ...options, fidelity: 1 }, runtime);
  assertEquals([faithful.steps, faithful.degraded], [0, false]);
  assertEquals(faithful.image.data, plain.image.data);
  options.key.fill(1);
  const received = await reconstruct(decoded, options, runtime);
  assertEquals([received.steps, received.degraded], [0, false]);
});

Deno.test("reconstruct() answers with the deterministic picture when the flow fails", async () => {
  const { decoded, options } = setup(0.1, 4);
  for (const kind of ["broken", "failing"] as const) {
    const runtime = runtimeOf(kind);
    const plain = await reconstruct(decoded, { ...options, steps: 0 }, runtime);
    const degraded = await reconstruct(decoded, options, runtime);
    assertEquals([degraded.degraded, degraded.steps], [true, 0]);
    assertEquals(degraded.image.data, plain.image.data);
  }
});

Deno.test("reconstruct() answers with the deterministic picture when the flow is late", async () => {
  const { decoded, options } = setup(0.1, 5);
  const runtime = runtimeOf("diffusion");
  const slow: DecoderRuntime = {
    ...runtime,
    diffuse: (_, signal) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true })),
  };
  const begin = performance.now();
  const late = await reconstruct(decoded, { ...options, deadlineMs: 50 }, slow);
  assertLess(performance.now() - begin, 5000);
  assertEquals([late.degraded, late.steps, late.reason], [true, 0, "Decoder took longer than 25 ms"]);
});

Deno.test("reconstruct() falls back when the runtime cannot synthesize, and says so", async () => {
  const { decoded, options } = setup(0.1, 6);
  const runtime = runtimeOf("diffusion");
  let calls = 0;
  const dead: DecoderRuntime = {
    name: "dead",
    synthesize: () => Promise.reject(new SemcastError("unavailable", `call ${++calls}`)),
    diffuse: () => Promise.reject(new SemcastError("unavailable", "no flow")),
    close: () => {},
  };
  const { runtime: name, degraded } = await reconstruct(decoded, { ...options, fallback: runtime }, dead);
  assertEquals([name, degraded, calls], ["wasm", true, 2]);
  const error = await assertRejects(() => reconstruct(decoded, options, dead), SemcastError);
  assertEquals(error.code, "unavailable");
});

Deno.test("reconstruct() stops when it is aborted, between steps too", async () => {
  const { decoded, options } = setup(0.1, 7);
  const runtime = runtimeOf("diffusion");
  const control = new AbortController();
  let steps = 0;
  const onStep = () => {
    steps++;
    control.abort(new Error("enough"));
  };
  await assertRejects(
    () => reconstruct(decoded, { ...options, steps: 4, signal: control.signal, onStep }, runtime),
    Error,
    "enough",
  );
  assertEquals(steps, 1);
});

Deno.test("reconstruct() makes a picture when everything is lost", async () => {
  const { decoded, options } = setup(2, 8);
  const runtime = runtimeOf("diffusion");
  const { image, degraded, steps } = await reconstruct(decoded, options, runtime);
  assertEquals([image.data.length, degraded, steps], [61 * 47 * 3, false, 4]);
});

Deno.test("reconstruct() refuses options out of their range", async () => {
  const { decoded, options } = setup(0, 9);
  const runtime = runtimeOf("diffusion");
  for (
    const wrong of [{ steps: 5 }, { steps: -1 }, { fidelity: 1.1 }, { fidelity: NaN }, { width: 65 }, {
      key: new Uint8Array(3),
    }]
  ) {
    const error = await assertRejects(() => reconstruct(decoded, { ...options, ...wrong }, runtime), SemcastError);
    assertEquals(error.code, "invalid-argument");
  }
});
