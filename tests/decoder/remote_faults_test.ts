import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { embeddedRuntime, graphRuntime, reconstruct, remoteRunner } from "../../functions/_shared/decoder/index.ts";
import { fixture, LOST_SCALE, randomDecoded } from "./fixtures/decoded.ts";
import { type OipProcess, startOipServer } from "./fixtures/oip_process.ts";

const models = { synthesis: fixture("synthesis"), diffusion: fixture("diffusion") };
const { decoded, key } = randomDecoded(5, 7, 0.2, 3);
const OPTIONS = { width: 112, height: 80, key, tokens: new Int32Array(32), lostScale: LOST_SCALE, steps: 2 };
/** A busy machine needs most of a second for an answer. */
const ATTEMPT_MS = 1000;
const DEADLINE_MS = 6000;

/** A receiver's decoder over servers, with the embedded runtime behind it, started before it is needed. */
async function subject(urls: string[]) {
  const embedded = embeddedRuntime(models, { threads: 1 });
  const remote = graphRuntime(remoteRunner(urls, { attemptMs: ATTEMPT_MS, coolDownMs: 300 }));
  const plain = await reconstruct(decoded, { ...OPTIONS, steps: 0 }, embedded);
  const whole = await reconstruct(decoded, OPTIONS, embedded);
  return {
    plain: plain.image.data,
    whole: whole.image.data,
    /** One picture; it has to come within its deadline. */
    async picture(signal?: AbortSignal) {
      const begin = performance.now();
      const made = await reconstruct(decoded, {
        ...OPTIONS,
        deadlineMs: DEADLINE_MS,
        fallback: embedded,
        signal,
      }, remote);
      assertLess(performance.now() - begin, DEADLINE_MS);
      return made;
    },
    close() {
      remote.close();
      embedded.close();
    },
  };
}

async function withServers(
  count: number,
  test: (decoder: Awaited<ReturnType<typeof subject>>, servers: OipProcess[]) => Promise<void>,
) {
  const servers = await Promise.all(Array.from({ length: count }, () => startOipServer()));
  const decoder = await subject(servers.map(({ url }) => url));
  try {
    await test(decoder, servers);
  } finally {
    decoder.close();
    for (const server of servers) await server.kill();
  }
}

/** Asks until pictures come from the server again; nobody tells the receiver that it is back. */
async function recovered(decoder: Awaited<ReturnType<typeof subject>>) {
  const begin = performance.now();
  while (true) {
    const made = await decoder.picture();
    if (!made.degraded) return made;
    assertLess(performance.now() - begin, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Most levels by which bytes of two pictures differ. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

Deno.test("a server that hangs, is slow, breaks off, answers nonsense or errors costs no picture, and is used again after", async () => {
  await withServers(1, async (decoder, [server]) => {
    const first = await decoder.picture();
    assertEquals([first.runtime, first.degraded, first.steps], ["remote", false, 2]);
    assertEquals(difference(first.image.data, decoder.whole), 0);
    const modes = {
      hang: `did not answer within ${ATTEMPT_MS} ms`,
      slow: `did not answer within ${ATTEMPT_MS} ms`,
      cut: "error",
      short: "binary bytes",
      shape: "expected [1,192,5,7]",
      dtype: "FP16, not FP32",
      nan: "not finite",
      id: "the id of another request",
      error: "status 500: out of memory",
      detail: 'status 422: [{"msg":"field required"}]',
      text: "status 503: upstream connect error",
    };
    for (const [mode, reason] of Object.entries(modes)) {
      await server.mode(mode);
      const made = await decoder.picture();
      assertEquals([mode, made.degraded, made.steps, made.runtime], [mode, true, 0, "wasm"]);
      assertEquals(difference(made.image.data, decoder.plain), 0);
      assert(made.reason?.includes(reason), `${mode}: ${made.reason}`);
      await server.mode("good");
      assertEquals(difference((await recovered(decoder)).image.data, decoder.whole), 0);
    }
  });
});

Deno.test("a server that is killed in the middle of requests costs none of them its picture; one started anew is found", async () => {
  await withServers(1, async (decoder, servers) => {
    const [server] = servers;
    await server.mode("slow");
    const pending = Array.from({ length: 4 }, () => decoder.picture());
    await new Promise((resolve) => setTimeout(resolve, 150));
    await server.kill();
    for (const made of await Promise.all(pending)) {
      assertEquals([made.degraded, difference(made.image.data, decoder.plain)], [true, 0]);
    }
    assert((await decoder.picture()).degraded);
    servers[0] = await startOipServer(server.port);
    assertEquals((await recovered(decoder)).steps, 2);
  });
});

Deno.test("with two servers, one that dies or misbehaves costs nothing: the other one answers", async () => {
  await withServers(2, async (decoder, servers) => {
    for (let i = 0; i < 4; i++) await decoder.picture(); // both have loaded their networks
    for (const mode of ["nan", "error", "hang", "exit"]) {
      await servers[0].mode(mode);
      for (let i = 0; i < 6; i++) {
        const made = await decoder.picture();
        assertEquals([mode, made.degraded, difference(made.image.data, decoder.whole)], [mode, false, 0]);
      }
      if (mode !== "exit") await servers[0].mode("good");
    }
    const before = await servers[1].mode("good");
    for (let i = 0; i < 4; i++) assertEquals((await decoder.picture()).degraded, false);
    // Two steps and the synthesis each.
    assertEquals(await servers[1].mode("good") - before, 12);
  });
});

Deno.test("a server that fails is left alone, and gets one request at a time until it works", async () => {
  await withServers(1, async (decoder, [server]) => {
    await server.mode("error");
    for (let i = 0; i < 3; i++) await decoder.picture();
    const before = await server.mode("error");
    const many = await Promise.all(Array.from({ length: 20 }, () => decoder.picture()));
    assert(many.every(({ degraded }) => degraded));
    assertLess(await server.mode("good") - before, 4);
    await recovered(decoder);
  });
});

Deno.test("a caller who leaves stops asking the server, which does not count as its failure", async () => {
  await withServers(1, async (decoder, [server]) => {
    await server.mode("slow");
    for (let i = 0; i < 5; i++) {
      const control = new AbortController();
      setTimeout(() => control.abort(new Error("left")), 50);
      await assertRejects(() => decoder.picture(control.signal), Error, "left");
    }
    const before = await server.mode("good");
    assertEquals((await decoder.picture()).degraded, false);
    assertGreater(await server.mode("good"), before);
  });
});
