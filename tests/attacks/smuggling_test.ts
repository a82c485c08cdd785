import { assert, assertEquals } from "@std/assert";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, stubTransmitter } from "../contract/stubs.ts";

/**
 * What a server of ours answers to bytes on a socket, and the requests that its app saw.
 *
 * @param answers so many are waited for; by default the end of the connection, whose sender has nothing more to say
 */
async function exchange(text: string, answers = Infinity): Promise<{ statuses: number[]; seen: string[] }> {
  const seen: string[] = [];
  const app = createTransmitApp(stubTransmitter(), config());
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    seen.push(`${request.method} ${new URL(request.url).pathname}`);
    return app.fetch(request);
  });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  let answer = "";
  const statuses = () => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  try {
    await connection.write(new TextEncoder().encode(text));
    // Deno takes it for the end of the connection, also where it still works on an answer.
    if (answers === Infinity) await connection.closeWrite();
    const decoder = new TextDecoder("latin1");
    const buffer = new Uint8Array(65_536);
    while (statuses().length < answers) {
      const count = await connection.read(buffer);
      if (count === null) break;
      answer += decoder.decode(buffer.subarray(0, count));
    }
  } catch (error) {
    // The server may hang up while more is being sent.
    if (!(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe)) throw error;
  } finally {
    connection.close();
    await server.shutdown();
  }
  return { statuses: statuses(), seen };
}

const post = (headers: string, body: string) =>
  `POST /v1/transmit HTTP/1.1\r\nHost: semcast.test\r\nContent-Type: image/png\r\n${headers}\r\n\r\n${body}`;
const HIDDEN = "GET /health/live HTTP/1.1\r\nHost: semcast.test\r\n\r\n";

Deno.test("a request hidden in a body whose length is ambiguous is never served", async () => {
  const cases: [string, string][] = [
    ["two lengths", post("Content-Length: 1\r\nContent-Length: 60", `a${HIDDEN}`)],
    ["two lengths in one", post("Content-Length: 1, 60", `a${HIDDEN}`)],
    ["a signed length", post("Content-Length: +1", `a${HIDDEN}`)],
    ["a negative length", post("Content-Length: -1", `a${HIDDEN}`)],
    ["a length in hexadecimal", post("Content-Length: 0x1", `a${HIDDEN}`)],
    ["a space before the colon", post("Content-Length : 1", `a${HIDDEN}`)],
    ["an unknown coding", post("Transfer-Encoding: xchunked", `1\r\na\r\n0\r\n\r\n${HIDDEN}`)],
    ["chunked, but not last", post("Transfer-Encoding: chunked, identity", `1\r\na\r\n0\r\n\r\n${HIDDEN}`)],
    [
      "a chunk's size that overflows",
      post("Transfer-Encoding: chunked", `10000000000000001\r\na\r\n0\r\n\r\n${HIDDEN}`),
    ],
    ["a chunk that is longer than it says", post("Transfer-Encoding: chunked", `1\r\nab\r\n0\r\n\r\n${HIDDEN}`)],
    ["a folded coding", post("Transfer-Encoding:\r\n chunked", `1\r\na\r\n0\r\n\r\n${HIDDEN}`)],
  ];
  for (const [what, text] of cases) {
    const { statuses, seen } = await exchange(text);
    assertEquals([what, seen.filter((request) => request.startsWith("GET"))], [what, []]);
    assert(statuses.every((status) => status >= 400 && status < 500), `${what}: ${statuses}`);
  }
});

Deno.test("with both Content-Length and chunked, the body ends where the last chunk does, and the connection with it", async () => {
  // What a proxy that goes by Content-Length takes for the body, a second request by the chunks: RFC 9112 §6.1.
  const body = `1\r\na\r\n0\r\n\r\n${HIDDEN}`;
  for (
    const headers of [
      `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`,
      `Transfer-Encoding: chunked\r\nContent-Length: ${body.length}`,
    ]
  ) {
    const { seen } = await exchange(post(headers, body));
    assertEquals(seen.filter((request) => request.startsWith("GET")), []);
  }
});

Deno.test("two honest requests on one connection are two: the tests above can see a second one", async () => {
  const { statuses, seen } = await exchange(post("Content-Length: 1", `a${HIDDEN}`), 2);
  assertEquals([statuses, seen], [[200, 200], ["POST /v1/transmit", "GET /health/live"]]);
});
