import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { loadOrtWasm } from "../../functions/_shared/decoder/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { fixture, randomDecoded, warmUpInline } from "./fixtures/decoded.ts";

await warmUpInline();

const models = { synthesis: fixture("synthesis"), diffusion: fixture("diffusion") };
const tokens = Int32Array.from({ length: 32 }, (_, i) => i);

Deno.test("the wasm runtime gives the same picture from a worker and inline", async () => {
  const { decoded } = randomDecoded(3, 5, 0.2, 1);
  const inWorker = await loadOrtWasm(models), inline = await loadOrtWasm(models, { worker: false });
  try {
    const a = await inWorker.synthesize(decoded), b = await inline.synthesize(decoded);
    assertEquals([a.width, a.height], [80, 48]);
    assertEquals(a.data, b.data);
    assertGreater(new Set(a.data).size, 100);
  } finally {
    inWorker.close();
    inline.close();
  }
});

Deno.test("a worker keeps the event loop free while the network runs", async () => {
  const { decoded } = randomDecoded(60, 60, 0, 2);
  const runtime = await loadOrtWasm(models);
  try {
    await runtime.synthesize(decoded);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const velocities = await Promise.all(
      Array.from(
        { length: 4 },
        (_, i) => runtime.diffuse({ ...decoded, x: decoded.yHat, t: i / 4, key: decoded.reliability, tokens }),
      ),
    );
    clearInterval(timer);
    assertGreater(ticks, 2);
    assertEquals(velocities.map((v) => v.length), new Array(4).fill(192 * 3600));
  } finally {
    runtime.close();
  }
});

Deno.test("tiled networks equal the whole ones", async () => {
  const { decoded } = randomDecoded(24, 60, 0.1, 3);
  const whole = await loadOrtWasm(models, { worker: false });
  const tiled = await loadOrtWasm(models, { worker: false, maxCells: 36 * 36 });
  const a = await whole.synthesize(decoded), b = await tiled.synthesize(decoded);
  // Byte for byte would hang on the order of float sums; one level of difference is that.
  assert(a.data.every((value, i) => Math.abs(value - b.data[i]) <= 1));
  const input = { ...decoded, x: decoded.yHat, t: 0.5, key: decoded.reliability, tokens };
  const v = await whole.diffuse(input), u = await tiled.diffuse(input);
  let worst = 0;
  for (let i = 0; i < v.length; i++) worst = Math.max(worst, Math.abs(v[i] - u[i]));
  assertLess(worst, 1e-4);
});

Deno.test("an aborted job that waits never runs, one that runs is given up", async () => {
  const { decoded } = randomDecoded(50, 50, 0, 4);
  const runtime = await loadOrtWasm(models);
  try {
    const running = new AbortController(), waiting = new AbortController();
    const first = runtime.synthesize(decoded, running.signal);
    const second = runtime.synthesize(decoded, waiting.signal);
    const third = runtime.synthesize(decoded);
    waiting.abort();
    running.abort();
    await assertRejects(() => second, DOMException);
    await assertRejects(() => first, DOMException);
    assertEquals((await third).width, 800);
  } finally {
    runtime.close();
  }
});

Deno.test("a model that is no ONNX file and one that fails at each run are «unavailable»", async () => {
  const { decoded } = randomDecoded(2, 2, 0, 5);
  for (const worker of [true, false]) {
    const runtime = await loadOrtWasm({ synthesis: new Uint8Array(100), diffusion: fixture("failing") }, { worker });
    try {
      const bad = await assertRejects(() => runtime.synthesize(decoded), SemcastError);
      assertEquals(bad.code, "unavailable");
      const failing = await assertRejects(
        () => runtime.diffuse({ ...decoded, x: decoded.yHat, t: 0, key: decoded.reliability, tokens }),
        SemcastError,
      );
      assertEquals(failing.code, "unavailable");
    } finally {
      runtime.close();
    }
  }
});

Deno.test("values that are not finite are «unavailable»", async () => {
  const { decoded } = randomDecoded(2, 2, 0, 6);
  const runtime = await loadOrtWasm({ ...models, diffusion: fixture("broken") }, { worker: false });
  await assertRejects(
    () => runtime.diffuse({ ...decoded, x: decoded.yHat, t: 0, key: decoded.reliability, tokens }),
    SemcastError,
    "not finite",
  );
});

Deno.test("a closed runtime refuses work", async () => {
  const { decoded } = randomDecoded(1, 1, 0, 7);
  for (const worker of [true, false]) {
    const runtime = await loadOrtWasm(models, { worker });
    await runtime.synthesize(decoded);
    runtime.close();
    await assertRejects(() => runtime.synthesize(decoded), SemcastError, "closed");
  }
});
