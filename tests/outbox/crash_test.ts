import { assert, assertEquals, assertRejects } from "@std/assert";
import { createOutbox, openStore, type Store } from "../../functions/_shared/outbox/index.ts";
import { sqliteStore } from "../../functions/_shared/outbox/sqlite.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { natsServer, startNats } from "./nats_server.ts";
import { randomBytes, request } from "./suite.ts";

const ROOT = new URL("../../", import.meta.url);
const ROUTES = ["/v1/receive"];

/** Lets a process accept some, kills it soon after, and gives what it said was accepted: id and the byte its body is made of. */
async function acceptAndKill(
  url: string,
  some: number,
  ms: number,
  meanwhile = () => Promise.resolve(),
): Promise<Map<string, number>> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "--allow-env",
      "--allow-net=127.0.0.1",
      "tests/outbox/accept.ts",
    ],
    cwd: ROOT,
    env: { OUTBOX_URL: url },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split("\n").length <= some) continue;
    timer ??= setTimeout(async () => {
      await meanwhile();
      child.kill("SIGKILL");
    }, ms);
  }
  await child.status;
  // The last line may have been cut.
  const lines = text.slice(0, text.lastIndexOf("\n")).split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.split(" ")[0], Number(line.split(" ")[1])]));
}

/** Works off all that is there; ids in the order of their completion. */
async function drain(store: Store, bodies: Map<string, number>): Promise<string[]> {
  // Two minutes later, when nobody is left who could still be writing.
  const now = () => Date.now() + 120_000;
  const outbox = createOutbox(store, { leaseMs: 500, retentionMs: 100_000, maxDepth: 10, now });
  const done: string[] = [];
  while (await outbox.depth() > 0) {
    const lease = await outbox.lease(ROUTES);
    if (lease === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const expected = bodies.get(lease.entry.id);
    const body = await outbox.body(lease.entry);
    assertEquals(body?.length, 3000);
    if (expected !== undefined) assert(body?.every((byte) => byte === expected), "Another body than was accepted");
    assert(await outbox.finish(lease, { status: 200, headers: {}, body: new Uint8Array(1) }));
    done.push(lease.entry.id);
  }
  return done;
}

async function checkCrashes(url: string, meanwhile?: () => Promise<void>): Promise<void> {
  const random = new Random(7);
  const accepted = new Map<string, number>();
  for (let run = 0; run < 4; run++) {
    for (const [id, byte] of await acceptAndKill(url, 3 + random.below(20), 50 * random.uniform(), meanwhile)) {
      accepted.set(id, byte);
    }
  }
  assert(accepted.size > 8, `Only ${accepted.size} were accepted`);
  const store = await openStore(url, 100_000_000);
  const done = await drain(store, accepted);
  assertEquals(done.length, new Set(done).size, "An entry was completed twice");
  assertEquals([...accepted.keys()].filter((id) => !done.includes(id)), []);
  await store.close();
}

Deno.test("SQLite: what was accepted is there after kill -9 at any time, and is completed once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await checkCrashes(`sqlite:${folder}/outbox.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: natsServer === undefined
    ? "NATS: crashes skipped, nats-server is not installed"
    : "NATS: what was accepted is there after kill -9 of the server and of the process",
  ignore: natsServer === undefined,
  async fn() {
    const server = await startNats();
    try {
      await checkCrashes(server.url, server.crash);
    } finally {
      await server.stop();
    }
  },
});

Deno.test("a full disk refuses new entries with 503, keeps the old ones and goes on when there is room", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // The limit of the file acts as a full disk does: SQLite gets no page more.
    const store = await sqliteStore(`${folder}/outbox.sqlite`, 500_000);
    const outbox = createOutbox(store, { leaseMs: 1000, retentionMs: 0, maxDepth: 1000 });
    const accepted = new Map<string, Uint8Array>();
    const put = async () => {
      const body = randomBytes(40_000);
      accepted.set((await outbox.put(request(body), false)).entry.id, body);
    };
    const error = await assertRejects(
      async () => {
        for (let i = 0; i < 100; i++) await put();
      },
      SemcastError,
      "no room",
    );
    assertEquals(error.code, "unavailable");
    assert(accepted.size > 3);
    const ids: string[] = [];
    for (let lease = await outbox.lease(ROUTES); lease !== undefined; lease = await outbox.lease(ROUTES)) {
      const { entry } = lease;
      assertEquals(await outbox.body(entry), accepted.get(entry.id));
      ids.push(entry.id);
      assert(await outbox.finish(lease, { status: 200, headers: {}, body: new Uint8Array(1) }));
    }
    assertEquals(ids, [...accepted.keys()]);
    await put();
    await store.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
