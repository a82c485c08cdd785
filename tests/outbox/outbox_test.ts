import { CHECKS, request } from "./suite.ts";
import { memoryStore } from "../../functions/_shared/outbox/memory.ts";
import { sqliteStore } from "../../functions/_shared/outbox/sqlite.ts";
import { natsStore } from "../../functions/_shared/outbox/nats.ts";
import { assert, assertEquals } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { createOutbox } from "../../functions/_shared/outbox/index.ts";
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

Deno.test({
  name: natsServer === undefined
    ? "NATS: what work leaves behind is not looked at, nats-server is not installed"
    : "NATS: entries that came and went leave nothing on the server, no message and no consumer",
  ignore: natsServer === undefined,
  async fn() {
    const server = await startNats();
    const connection = await connect({ servers: server.url });
    try {
      const store = await natsStore(server.url, 100_000_000);
      const outbox = createOutbox(store, { leaseMs: 10_000, retentionMs: 100_000, maxDepth: 100 });
      for (let i = 0; i < 10; i++) {
        const { entry } = await outbox.put(request(new Uint8Array(10), { key: `k${i}` }), false);
        const lease = (await outbox.lease(["/v1/receive"]))!;
        assert(await outbox.finish(lease, { status: 200, headers: {}, body: new Uint8Array(10) }));
        await outbox.forget((await outbox.get(entry.id))!);
      }
      // As a crash leaves it: the client is gone without a word.
      const { streams } = await jetstreamManager(connection);
      const { state } = await streams.info("KV_semcast");
      assertEquals([state.messages, state.consumer_count], [0, 0]);
      await store.close();
    } finally {
      await connection.close();
      await server.stop();
    }
  },
});
