import { assertEquals } from "@std/assert";
import { isPublic } from "../../functions/transmit/address.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import type { Network } from "../../functions/transmit/from_url.ts";
import { config, problemOf, stubTransmitter } from "../contract/stubs.ts";

const PUBLIC = "93.184.215.14";
const PHOTO = new Uint8Array([9, 8, 7, 6]);

/** A network of one machine: names resolve as given, and every public address is a server of this test. */
function network(port: number, names: Record<string, string[] | (() => string[])>) {
  const log: string[] = [];
  const it: Network = {
    resolve(name) {
      log.push(`resolve ${name}`);
      const found = names[name] ?? [];
      return Promise.resolve(typeof found === "function" ? found() : found);
    },
    connect(to) {
      log.push(`connect ${to.hostname}:${to.port}`);
      return Deno.connect({ hostname: "127.0.0.1", port });
    },
  };
  return { it, log };
}

/** The transmitter, with photos from http://photos.test and http://other.test allowed. */
async function upload(
  url: unknown,
  { port = 1, names = {}, values = {} }: {
    port?: number;
    names?: Record<string, string[] | (() => string[])>;
    values?: Record<string, string>;
  } = {},
) {
  const { it, log } = network(port, { "photos.test": [PUBLIC], "other.test": [PUBLIC], ...names });
  const service = { ...stubTransmitter(), network: it };
  const allow = { UPLOAD_URLS: "http://photos.test,http://other.test,*", BODY_TIMEOUT_MS: "500", ...values };
  const response = await createTransmitApp(service, config(allow)).request("/v1/transmit", {
    method: "POST",
    body: typeof url === "string" ? JSON.stringify({ url }) : JSON.stringify(url),
    headers: { "content-type": "application/json" },
  });
  return { response, log, seen: service.seen };
}

/** An HTTP server that answers with photos. */
async function withServer(
  handler: (request: Request) => Response | Promise<Response>,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, onError: () => new Response() }, handler);
  try {
    await use(server.addr.port);
  } finally {
    await server.shutdown();
  }
}

/** A server that says what it is told to, byte by byte. */
async function withRaw(answer: string, use: (port: number) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serving = (async () => {
    for await (const connection of listener) {
      try {
        await connection.read(new Uint8Array(4096));
        await connection.write(new TextEncoder().encode(answer));
      } finally {
        connection.close();
      }
    }
  })();
  try {
    await use((listener.addr as Deno.NetAddr).port); // a TCP listener's
  } finally {
    listener.close();
    await serving.catch(() => {});
  }
}

Deno.test("only addresses of the public internet are public", () => {
  const refused = [
    ..."0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.8.9.1 169.254.169.254 172.16.0.1 172.31.255.255"
      .split(" "),
    ..."192.0.0.8 192.168.1.1 198.18.0.1 198.19.255.255 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255".split(" "),
    // Other spellings of 127.0.0.1: decimal, octal, hexadecimal, short.
    ..."2130706433 0177.0.0.1 0x7f.0.0.1 0x7f000001 127.1 127.000.000.001 1.2.3.4.5 256.1.1.1".split(" "),
    ..."::1 :: ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::127.0.0.1 0:0:0:0:0:ffff:a00:1".split(" "),
    ..."64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001:0:1::1 2001:db8::1 3fff::1".split(" "),
    ..."fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1 100::1".split(" "),
    ..."localhost example.org [::1]".split(" "),
    "",
    " 8.8.8.8",
  ];
  for (const address of refused) assertEquals([address, isPublic(address)], [address, false]);
  const taken =
    "8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.167.1.1 223.255.255.255 198.20.0.1 " +
    "2606:4700:4700::1111 2001:4860:4860::8888 2003::1 2a00:1450::1";
  for (const address of taken.split(" ")) assertEquals([address, isPublic(address)], [address, true]);
});

Deno.test("a photo by URL: one look-up, the address that was checked, the body as it is", async () => {
  const paths: string[] = [];
  await withServer((request) => {
    paths.push(`${request.headers.get("host")} ${new URL(request.url).pathname}`);
    return new Response(new URL(request.url).pathname === "/chunked" ? ReadableStream.from([PHOTO]) : PHOTO);
  }, async (port) => {
    for (const path of ["/a.jpg?x=1", "/chunked"]) {
      const { response, log, seen } = await upload(`http://photos.test${path}`, { port });
      assertEquals([response.status, seen[0].photo], [200, PHOTO]);
      assertEquals(log, ["resolve photos.test", `connect ${PUBLIC}:80`]);
    }
  });
  assertEquals(paths, ["photos.test /a.jpg", "photos.test /chunked"]);
});

Deno.test("addresses inside are refused however they are written, before any connection", async () => {
  const hosts = [
    ..."127.0.0.1 2130706433 0177.0.0.1 0x7f.1 127.1 169.254.169.254 10.0.0.1 100.64.1.1 192.168.0.1 224.0.0.1".split(
      " ",
    ),
    ..."[::1] [::ffff:127.0.0.1] [::ffff:a9fe:a9fe] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1] [fd00::1] [ff02::1]"
      .split(" "),
  ];
  for (const host of hosts) {
    const { response, log } = await upload(`https://${host}/`);
    assertEquals([host, (await problemOf(response)).type, log], [host, "urn:semcast:problem:url-not-allowed", []]);
  }
});

Deno.test("a name is refused where any of its addresses is inside", async () => {
  for (const inside of ["127.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254", "64:ff9b::a00:1"]) {
    const { response, log } = await upload("https://evil.test/", { names: { "evil.test": [PUBLIC, inside] } });
    assertEquals((await problemOf(response)).type, "urn:semcast:problem:url-not-allowed");
    assertEquals(log, ["resolve evil.test"]);
  }
});

Deno.test("DNS rebinding: a name that answers differently the second time is not asked a second time", async () => {
  let asked = 0;
  const names = { "photos.test": () => asked++ === 0 ? [PUBLIC] : ["127.0.0.1"] };
  await withServer(() => new Response(PHOTO), async (port) => {
    const { response, log } = await upload("http://photos.test/", { port, names });
    assertEquals([response.status, asked, log.at(-1)], [200, 1, `connect ${PUBLIC}:80`]);
    await response.body?.cancel();
  });
  // A redirect to the same name is a new question, and its answer is checked again.
  asked = 0;
  await withServer(() => Response.redirect("http://photos.test/again"), async (port) => {
    const { response, log } = await upload("http://photos.test/", { port, names });
    assertEquals((await problemOf(response)).type, "urn:semcast:problem:url-not-allowed");
    assertEquals(log, ["resolve photos.test", `connect ${PUBLIC}:80`, "resolve photos.test"]);
  });
});

Deno.test("redirects are followed three times, to allowed places alone", async () => {
  const to: Record<string, string> = {
    "/1": "/2",
    "/2": "//other.test/3",
    "/3": "http://photos.test/photo",
    "/0": "/1",
    "/inside": "https://127.0.0.1/",
    "/mapped": "https://[::ffff:127.0.0.1]/",
    "/unlisted": "http://unlisted.test/",
    "/port": "http://photos.test:8080/",
    "/file": "file:///etc/passwd",
    "/user": "http://me@photos.test/",
  };
  await withServer((request) => {
    const { pathname } = new URL(request.url);
    const location = to[pathname];
    return location === undefined ? new Response(PHOTO) : new Response("", { status: 302, headers: { location } });
  }, async (port) => {
    const { response, log } = await upload("http://photos.test/1", { port });
    assertEquals([response.status, log.filter((line) => line.startsWith("connect")).length], [200, 4]);
    const many = await problemOf((await upload("http://photos.test/0", { port })).response);
    assertEquals([many.status, many.detail], [502, "More than 3 redirects"]);
    for (const path of ["/inside", "/mapped", "/unlisted", "/port", "/file", "/user"]) {
      const { response, log } = await upload(`http://photos.test${path}`, { port });
      assertEquals([path, (await problemOf(response)).status], [path, 403]);
      assertEquals(log.length, 2);
    }
  });
});

Deno.test("what is not allowed, no URL or not asked for is refused", async () => {
  const cases: [unknown, number][] = [
    ["http://unlisted.test/", 403],
    ["http://photos.test:81/", 403],
    ["https://photos.test:8443/", 403],
    ["ftp://photos.test/", 403],
    ["file:///etc/passwd", 403],
    ["data:image/png;base64,AAAA", 403],
    ["http://photos.test@evil.test/", 403],
    ["http://me:secret@photos.test/", 403],
    ["photos.test", 400],
    ["https://nowhere.test/", 502],
    [{ url: 5 }, 400],
    [{ url: "http://photos.test/", snr: 3 }, 400],
    [{ url: `https://${"a".repeat(2000)}` }, 400],
    [{ url: `https://${"a".repeat(9000)}` }, 413],
    [["http://photos.test/"], 400],
  ];
  for (const [url, status] of cases) {
    assertEquals([url, (await problemOf((await upload(url)).response)).status], [url, status]);
  }
  const off = await upload("http://photos.test/", { values: { UPLOAD_URLS: "" } });
  assertEquals([(await problemOf(off.response)).status, off.log], [415, []]);
  assertEquals((await upload("https://photos.test/", { values: { UPLOAD_URLS: "other.test" } })).response.status, 403);
});

Deno.test("a server that sends too much, too slowly or nonsense is given up", async () => {
  const log = console.error;
  console.error = () => {};
  try {
    const values = { MAX_BODY_BYTES: "2000" };
    const raw: [string, number][] = [
      ["HTTP/1.1 200 OK\r\ncontent-length: 2001\r\n\r\n", 413],
      [`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(2001)}`, 413],
      [`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7d1\r\n${"x".repeat(2001)}\r\n0\r\n\r\n`, 413],
      ["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc", 502],
      ["HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 502],
      ["HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd", 502],
      ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", 502],
      ["HTTP/1.1 404 Not Found\r\n\r\n", 502],
      ["HTTP/1.1 302 Found\r\n\r\n", 502],
      [`HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(10_000)}\r\n`, 502],
      [`HTTP/1.1 200 OK\r\na: ${"b".repeat(20_000)}\r\n\r\n`, 502],
      ["HTTP/1.1 101 Switching\r\n\r\n", 502],
      ["SSH-2.0-OpenSSH\r\n", 502],
    ];
    for (const [answer, status] of raw) {
      await withRaw(answer, async (port) => {
        const { response } = await upload("http://photos.test/", { port, values });
        assertEquals([answer.slice(0, 80), (await problemOf(response)).status], [answer.slice(0, 80), status]);
      });
    }
    const gone = new AbortController();
    await withServer((request) => {
      if (new URL(request.url).pathname === "/slow") {
        return new Promise((resolve) => gone.signal.addEventListener("abort", () => resolve(new Response())));
      }
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(PHOTO) }));
    }, async (port) => {
      for (const path of ["/slow", "/dripping"]) {
        const { response } = await upload(`http://photos.test${path}`, { port });
        assertEquals((await problemOf(response)).type, "urn:semcast:problem:source-timeout");
      }
      gone.abort();
    });
  } finally {
    console.error = log;
  }
});
