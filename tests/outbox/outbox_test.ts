import { CHECKS } from "./suite.ts";
import { memoryStore } from "../../functions/_shared/outbox/memory.ts";
import { sqliteStore } from "../../functions/_shared/outbox/sqlite.ts";
import { natsStore } from "../../functions/_shared/outbox/nats.ts";
import { assert } from "@std/assert";
import { natsServer, startNats } from "./nats_server.ts";

for (const [name, check] of Object.entries(CHECKS)) {
  Deno.test(`memory: ${name}`, () => {
    const store = memoryStore(); // two of them are the same one
    return check(() => Promise.resolve(store));
  });

  Deno.test(`SQLite: ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await check(() => sqliteStore(`${folder}/deep/outbox.sqlite`, 100_000_000));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("Deno KV: the same checks, in a process that has it", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      "--unstable-kv",
      "--allow-read",
      "--allow-write",
      "--allow-env",
      "tests/outbox/kv.ts",
    ],
    cwd: new URL("../../", import.meta.url),
  }).output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test({
  name: natsServer === undefined
    ? "NATS: skipped, nats-server is not installed"
    : "NATS JetStream: the same checks, with a real server",
  ignore: natsServer === undefined,
  async fn(t) {
    const server = await startNats();
    try {
      for (const [name, check] of Object.entries(CHECKS)) {
        await t.step(name, () => check(() => natsStore(server.url, 100_000_000)));
      }
    } finally {
      await server.stop();
    }
  },
});
