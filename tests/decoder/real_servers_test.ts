import { assert, assertEquals, assertGreater, assertGreaterOrEqual, assertLess } from "@std/assert";
import {
  type DecoderRuntime,
  embeddedRuntime,
  graphRuntime,
  reconstruct,
  type ReconstructOptions,
  remoteRunner,
} from "../../functions/_shared/decoder/index.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { LOST_SCALE, randomDecoded } from "./fixtures/decoded.ts";
import { pythonOf, type RealServer, type ServerKind, SERVERS, startServer } from "./fixtures/real_servers.ts";

/** Longest wait for one answer; MLServer writes and reads its tensors as JSON. */
const ATTEMPT_MS = { triton: 1500, kserve: 1500, mlserver: 5000 };
const { decoded, key } = randomDecoded(12, 16, 0.3, 7);
const OPTIONS: ReconstructOptions = {
  width: 256,
  height: 192,
  key,
  tokens: Int32Array.from({ length: 32 }, (_, i) => i),
  lostScale: LOST_SCALE,
};

interface Subject {
  server: RealServer;
  embedded: DecoderRuntime;
  picture(options?: Partial<ReconstructOptions>): ReturnType<typeof reconstruct>;
}

async function onServer(kind: ServerKind, test: (subject: Subject) => Promise<void>): Promise<void> {
  const models = {
    synthesis: await loadModelFile("tiny/synthesis.onnx"),
    diffusion: await loadModelFile("tiny/diffusion.onnx"),
  };
  const server = await startServer(kind, pythonOf(kind)!);
  const embedded = embeddedRuntime(models);
  const attemptMs = ATTEMPT_MS[kind], deadlineMs = 4 * attemptMs;
  const remote = graphRuntime(remoteRunner([server.url], { attemptMs, coolDownMs: 300 }));
  try {
    await reconstruct(decoded, { ...OPTIONS, steps: 0 }, embedded);
    await test({
      server,
      embedded,
      async picture(options) {
        const begin = performance.now();
        const all = { ...OPTIONS, deadlineMs, fallback: embedded, ...options };
        const made = await reconstruct(decoded, all, remote);
        assertLess(performance.now() - begin, deadlineMs);
        return made;
      },
    });
  } finally {
    remote.close();
    embedded.close();
    await server.stop();
  }
}

async function recovered({ picture }: Subject): Promise<void> {
  const begin = performance.now();
  while ((await picture({ steps: 1 })).degraded) assertLess(performance.now() - begin, 60_000);
}

for (const kind of SERVERS) {
  const ignore = pythonOf(kind) === undefined;
  if (ignore) console.log(`skipped: decoder on ${kind}: ${kind.toUpperCase()}_PYTHON names no Python that has it`);

  Deno.test({
    name: `${kind} gives the picture of the embedded runtime within 40 dB`,
    ignore,
    fn: () =>
      onServer(kind, async ({ embedded, picture }) => {
        for (const steps of [0, 1, 4]) {
          const expected = await reconstruct(decoded, { ...OPTIONS, steps }, embedded);
          const made = await picture({ steps });
          assertEquals([made.runtime, made.steps, made.degraded, made.reason], ["remote", steps, false, undefined]);
          assertGreaterOrEqual(psnr(expected.image, made.image), 40);
        }
      }),
  });

  Deno.test({
    name: `${kind} killed or stopped in the middle of requests costs no picture, and is used again when it is back`,
    ignore,
    fn: () =>
      onServer(kind, async (subject) => {
        const { server, picture } = subject;
        const plain = await picture({ steps: 0 });
        for (const name of ["SIGSTOP", "SIGKILL"] as const) {
          const pending = Array.from({ length: 4 }, () => picture());
          await new Promise((resolve) => setTimeout(resolve, 60));
          await server.signal(name);
          const made = await Promise.all(pending);
          assert(made.some(({ degraded }) => degraded), `Nobody noticed ${name}`);
          const after = await picture();
          assertEquals([after.degraded, after.steps, after.runtime], [true, 0, "wasm"]);
          assertGreater(psnr(plain.image, after.image), 40);
          await (name === "SIGSTOP" ? server.signal("SIGCONT") : server.restart());
          await recovered(subject);
        }
      }),
  });
}

Deno.test({
  name: "triton runs requests of several receivers together",
  ignore: pythonOf("triton") === undefined,
  fn: () =>
    onServer("triton", async ({ server, picture }) => {
      await Promise.all(Array.from({ length: 12 }, () => picture({ deadlineMs: undefined })));
      const stats = await (await fetch(`${server.url}/v2/models/diffusion/stats`)).json();
      const { inference_count: inferences, execution_count: executions } = stats.model_stats[0];
      assertGreaterOrEqual(inferences, 12 * 4);
      assertLess(executions, inferences);
    }),
});
