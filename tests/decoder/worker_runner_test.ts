import { assertEquals, assertRejects } from "@std/assert";
import { graphRuntime, workerRunner, type WorkerRunnerOptions } from "../../functions/_shared/decoder/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { randomDecoded } from "./fixtures/decoded.ts";

const CRASH = 1, HANG = 2, WRONG_SHAPE = 3;

function moody(options: WorkerRunnerOptions = {}) {
  let started = 0;
  const runner = workerRunner({
    models: { synthesis: new Uint8Array(1) },
    settings: { provider: "wasm", threads: 1 },
    createWorker() {
      started++;
      return new Worker(new URL("./fixtures/moody_worker.ts", import.meta.url), { type: "module" });
    },
  }, options);
  const { decoded } = randomDecoded(2, 3, 0, 1);
  const runtime = graphRuntime(runner);
  return {
    started: () => started,
    synthesize: () => runtime.synthesize(decoded),
    diffuse: (mood: number, signal?: AbortSignal) => {
      const tokens = new Int32Array(32);
      tokens[0] = mood;
      return runtime.diffuse({ ...decoded, x: decoded.yHat, t: 0, key: decoded.reliability, tokens }, signal);
    },
    close: () => runtime.close(),
  };
}

Deno.test("a worker that crashes fails its job and is replaced at the next", async () => {
  const subject = moody();
  try {
    const crashed = subject.diffuse(CRASH), queued = subject.synthesize();
    const error = await assertRejects(() => crashed, SemcastError, "crashed on request");
    assertEquals(error.code, "unavailable");
    assertEquals((await queued).data.length, 32 * 48 * 3);
    assertEquals(subject.started(), 2);
  } finally {
    subject.close();
  }
});

Deno.test("a worker that hangs is ended after its time and replaced", async () => {
  const subject = moody({ timeoutMs: 300 });
  try {
    await assertRejects(() => subject.diffuse(HANG), SemcastError, "no answer within 300 ms");
    assertEquals((await subject.synthesize()).width, 48);
    assertEquals(subject.started(), 2);
  } finally {
    subject.close();
  }
});

Deno.test("a job that goes on after its caller's deadline gives way to the next one", async () => {
  const subject = moody({ graceMs: 100 });
  try {
    const late = new AbortController();
    const hanging = subject.diffuse(HANG, late.signal);
    const next = subject.synthesize();
    late.abort(new SemcastError("unavailable", "too late"));
    await assertRejects(() => hanging, SemcastError, "too late");
    assertEquals((await next).width, 48);
    assertEquals(subject.started(), 2);
  } finally {
    subject.close();
  }
});

Deno.test("an answer of the wrong shape is «unavailable»", async () => {
  const subject = moody();
  try {
    const error = await assertRejects(() => subject.diffuse(WRONG_SHAPE), SemcastError, "expected [1,192,2,3]");
    assertEquals(error.code, "unavailable");
  } finally {
    subject.close();
  }
});

Deno.test("a worker is replaced after its number of runs", async () => {
  const subject = moody({ recycleAfter: 2 });
  try {
    for (let i = 0; i < 5; i++) await subject.diffuse(0);
    assertEquals(subject.started(), 3);
  } finally {
    subject.close();
  }
});

Deno.test("a full queue refuses at once", async () => {
  const subject = moody({ queueLimit: 2 });
  try {
    const accepted = [subject.diffuse(0), subject.diffuse(0), subject.diffuse(0)];
    await assertRejects(() => subject.diffuse(0), SemcastError, "busy");
    assertEquals((await Promise.all(accepted)).length, 3);
  } finally {
    subject.close();
  }
});

Deno.test("close() settles what runs and what waits", async () => {
  const subject = moody();
  const running = subject.diffuse(HANG), waiting = subject.diffuse(0);
  const both = Promise.allSettled([running, waiting]);
  subject.close();
  assertEquals((await both).map((result) => result.status), ["rejected", "rejected"]);
});
