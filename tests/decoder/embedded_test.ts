import { Worker as NodeWorker } from "node:worker_threads";
import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { embeddedRuntime } from "../../functions/_shared/decoder/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { fixture, randomDecoded, warmUpInline } from "./fixtures/decoded.ts";

await warmUpInline();

const models = { synthesis: fixture("synthesis"), diffusion: fixture("diffusion") };
const tokens = Int32Array.from({ length: 32 }, (_, i) => i);

Deno.test("the wasm runtime gives the same picture from a worker and inline", async () => {
  const { decoded } = randomDecoded(3, 5, 0.2, 1);
  const inWorker = embeddedRuntime(models), inline = embeddedRuntime(models, { worker: false });
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

Deno.test("two threads give the same picture and the same velocity as one", async () => {
  const { decoded } = randomDecoded(20, 30, 0.2, 8);
  const [one, two] = [1, 2].map((threads) => embeddedRuntime(models, { threads }));
  try {
    assertEquals((await two.synthesize(decoded)).data, (await one.synthesize(decoded)).data);
    const input = { ...decoded, x: decoded.yHat, t: 0.5, key: decoded.reliability, tokens };
    assertEquals(await two.diffuse(input), await one.diffuse(input));
  } finally {
    one.close();
    two.close();
  }
});

Deno.test("a runtime in this thread leaves the global Worker alone", async () => {
  const before = globalThis.Worker;
  await embeddedRuntime(models, { worker: false }).synthesize(randomDecoded(1, 1, 0, 9).decoded);
  assert(globalThis.Worker === before);
});

Deno.test("where something has replaced the global Worker by Node's class, the runtime works in this thread", async () => {
  const before = globalThis.Worker;
  try {
    // What packages that take Deno for Node do.
    Object.assign(globalThis, { Worker: NodeWorker });
    assertEquals((await embeddedRuntime(models).synthesize(randomDecoded(1, 1, 0, 9).decoded)).width, 16);
  } finally {
    globalThis.Worker = before;
  }
});

Deno.test("a worker keeps the event loop free while the network runs", async () => {
  const { decoded } = randomDecoded(60, 60, 0, 2);
  const runtime = embeddedRuntime(models);
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
  const whole = embeddedRuntime(models, { worker: false });
  const tiled = embeddedRuntime(models, { worker: false, maxCells: 36 * 36 });
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
  const runtime = embeddedRuntime(models);
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
    const runtime = embeddedRuntime({ synthesis: new Uint8Array(100), diffusion: fixture("failing") }, { worker });
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
  const runtime = embeddedRuntime({ ...models, diffusion: fixture("broken") }, { worker: false });
  await assertRejects(
    () => runtime.diffuse({ ...decoded, x: decoded.yHat, t: 0, key: decoded.reliability, tokens }),
    SemcastError,
    "not finite",
  );
});

Deno.test("a closed runtime refuses work", async () => {
  const { decoded } = randomDecoded(1, 1, 0, 7);
  for (const worker of [true, false]) {
    const runtime = embeddedRuntime(models, { worker });
    await runtime.synthesize(decoded);
    runtime.close();
    await assertRejects(() => runtime.synthesize(decoded), SemcastError, "closed");
  }
});
