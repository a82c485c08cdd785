import { assert, assertEquals, assertRejects } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { withAdapters } from "../../functions/receive/adapters.ts";
import { decoders } from "../../functions/receive/decoders.ts";
import { OptionsError } from "../../functions/_shared/options.ts";
import { randomAdapter, safetensors } from "./fixtures/adapters.ts";
import { fixture, randomDecoded } from "./fixtures/decoded.ts";

const models = { synthesis: fixture("synthesis"), diffusion: fixture("diffusion") };

Deno.test("every choice has one runtime, the embedded one where nothing is chosen, and close() ends all", async () => {
  const { decoded } = randomDecoded(2, 3, 0, 1);
  const { choose, runtime, close } = decoders(models);
  assert(choose() === runtime && choose("wasm") === runtime);
  const threads = choose("wasm-threads");
  assert(threads !== runtime && choose("wasm-threads") === threads);
  assertEquals((await threads.synthesize(decoded)).data, (await runtime.synthesize(decoded)).data);
  const remote = choose(["http://127.0.0.1:1"]);
  assertEquals([remote.name, choose(["http://127.0.0.1:1"]) === remote], ["remote", true]);
  assert(choose(["http://127.0.0.1:2"]) !== remote);
  close();
  for (const each of [runtime, threads, remote]) {
    await assertRejects(() => each.synthesize(decoded), SemcastError, "closed");
  }
});

Deno.test("adapters come from files by name or path; a missing or broken one, and a runtime that takes none, are refused", async () => {
  const folder = await Deno.makeTempDir();
  const { choose, runtime, close } = decoders(models);
  try {
    const good = `${folder}/good one.safetensors`, bad = `${folder}/bad.safetensors`;
    await Deno.writeFile(good, randomAdapter({ "synthesis.a": [2, 3] }, 1, 1));
    await Deno.writeFile(bad, safetensors({}));
    assert(await withAdapters(runtime) === runtime);
    assertEquals((await withAdapters(runtime, [{ name: good, weight: 1 }])).name, "wasm");
    const cases: [string, string, Parameters<typeof choose>[0]][] = [
      ["nowhere", "There is no adapter nowhere", "wasm"],
      [bad, "LoRA adapter has no layers", "wasm"],
      [good, "takes no adapters", ["http://127.0.0.1:1"]],
    ];
    for (const [name, message, choice] of cases) {
      const error = await assertRejects(
        () => withAdapters(choose(choice), [{ name, weight: 1 }]),
        OptionsError,
        message,
      );
      assertEquals([error.code, error.fields.map(({ field }) => field)], ["invalid-argument", ["lora"]]);
    }
  } finally {
    close();
    await Deno.remove(folder, { recursive: true });
  }
});
