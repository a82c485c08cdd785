import { assertEquals } from "@std/assert";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, stubTransmitter } from "../contract/stubs.ts";

/** An app on a port whose places for work are two, and requests that never end their sending. */
async function besides(slow: string, count: number, test: (url: string) => Promise<void>): Promise<void> {
  const values = { MAX_CONCURRENT: "2", MAX_WAITING: "0", BODY_TIMEOUT_MS: "60000" };
  const app = createTransmitApp(stubTransmitter(), config(values));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.fetch);
  const connections: Deno.Conn[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
      connections.push(connection);
      await connection.write(new TextEncoder().encode(slow));
    }
    await test(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    for (const connection of connections) connection.close();
    await server.shutdown();
  }
}

async function transmits(url: string): Promise<void> {
  const headers = { "content-type": "image/png" };
  const response = await fetch(`${url}/v1/transmit`, { method: "POST", body: new Uint8Array([7, 8, 9]), headers });
  await response.body?.cancel();
  assertEquals(response.status, 200);
}

Deno.test("300 clients that never end their headers do not stop others", async () => {
  await besides("POST /v1/transmit HTTP/1.1\r\nHost: semcast.test\r\nContent-Type: image/png\r\n", 300, transmits);
});

Deno.test("300 clients that never end their bodies hold no place where work is done", async () => {
  const head =
    "POST /v1/transmit HTTP/1.1\r\nHost: semcast.test\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n";
  await besides(`${head}some`, 300, transmits);
});

Deno.test("bodies on their way share a limit of memory; who comes over it gets 503, and others again when they are gone", async () => {
  const values = { MAX_CONCURRENT: "1", MAX_BODY_BYTES: "2000" };
  const app = createTransmitApp(stubTransmitter(), config(values));
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const post = (body: BodyInit) =>
    app.request("/v1/transmit", { method: "POST", body, headers: { "content-type": "image/png" } });
  // Two bodies of the largest size fill it.
  const slow = [0, 1].map(() =>
    post(
      new ReadableStream({
        start(controller) {
          open.push(controller);
          controller.enqueue(new Uint8Array(1990).fill(7));
        },
      }),
    )
  );
  await new Promise((resolve) => setTimeout(resolve));
  const refused = await post(new Uint8Array(100).fill(7));
  assertEquals([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  assertEquals((await refused.json()).detail, "Too many bodies are being received at once");
  for (const controller of open) controller.close();
  const statuses = (await Promise.all(slow)).map(({ status }) => status);
  assertEquals(statuses.filter((status) => status === 200).length > 0, true);
  assertEquals((await post(new Uint8Array(100).fill(7))).status, 200);
});
