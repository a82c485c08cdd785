import { assertEquals } from "@std/assert";
import { formatRecord, newKey } from "../../functions/_shared/http/auth/keys.ts";
import { newPair } from "../../functions/_shared/http/signature/key_lines.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, stubReceiver, stubTransmitter } from "./stubs.ts";

const MEGABYTE = 1_000_000;

type App = { fetch(request: Request): Response | Promise<Response> };

/**
 * What a client hears that sends all of a body before it listens, as many do. Without reading on, a server would reset the
 * connection meanwhile.
 */
async function heard(app: App, path: string, head: string, megabytes: number): Promise<number> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => app.fetch(request));
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const chunked = head.includes("chunked");
  const write = async (bytes: Uint8Array) => {
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  };
  const text = (line: string) => write(new TextEncoder().encode(line));
  try {
    const length = chunked ? "" : `content-length: ${megabytes * MEGABYTE}\r\n`;
    await text(`POST ${path} HTTP/1.1\r\nhost: semcast.test\r\nconnection: close\r\n${length}${head}\r\n`);
    for (let i = 0; i < megabytes; i++) {
      if (chunked) await text(`${MEGABYTE.toString(16)}\r\n`);
      await write(new Uint8Array(MEGABYTE));
      if (chunked) await text("\r\n");
    }
    if (chunked) await text("0\r\n\r\n");
    const answer = await new Response(connection.readable).text();
    return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
  } finally {
    await server.shutdown();
  }
}

const IMAGE = "content-type: image/png\r\n";

Deno.test("who sends a large body that is not wanted hears why: 401, 403, 404, 405, 413, 415, 429, 503", async () => {
  const [, record] = await newKey("phone", ["transmit"]);
  const transmitter = (values: Record<string, string>) => createTransmitApp(stubTransmitter(), config(values));
  const plain = transmitter({});
  const keyed = transmitter({ AUTH: "keys", API_KEYS: formatRecord(record) });
  const signed = createReceiveApp(stubReceiver(), config({ TRANSMITTER_KEYS: (await newPair("roof")).public }));
  const limited = transmitter({ RATE_LIMIT: "1" });
  await (await limited.request("/v1/transmit", { method: "POST", body: new Uint8Array([9]) })).body?.cancel();
  const work = Promise.withResolvers<never>();
  const busy = createTransmitApp(
    { ...stubTransmitter(), transmit: () => work.promise },
    config({ MAX_CONCURRENT: "1" }),
  );
  const first = busy.request("/v1/transmit", { method: "POST", body: new Uint8Array([9]) });
  const cases: [App, string, string, number, number][] = [
    [keyed, "/v1/transmit", IMAGE, 30, 401],
    [signed, "/v1/receive", "", 30, 403],
    [plain, "/v1/nothing", IMAGE, 30, 404],
    [plain, "/health/live", IMAGE, 30, 405],
    [plain, "/v1/transmit", IMAGE, 30, 413],
    [plain, "/v1/transmit", `${IMAGE}transfer-encoding: chunked\r\n`, 30, 413],
    [plain, "/v1/transmit", "content-type: text/plain\r\n", 15, 415],
    [limited, "/v1/transmit", IMAGE, 30, 429],
    [busy, "/v1/transmit", IMAGE, 30, 503],
  ];
  for (const [app, path, head, megabytes, status] of cases) {
    assertEquals(await heard(app, path, head, megabytes), status);
  }
  work.reject(new DOMException("Enough", "AbortError"));
  const log = console.error;
  console.error = () => {};
  await (await first).body?.cancel();
  console.error = log;
});
