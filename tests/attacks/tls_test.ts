import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, problemOf, stubTransmitter } from "../contract/stubs.ts";

/** A certificate with its key, in PEM. */
interface Certificate {
  cert: string;
  key: string;
}

/** Certificates of an authority of this test, made by OpenSSL; undefined where that is not installed. */
async function authority(): Promise<
  { ca: string; issue(name: string, days: number): Promise<Certificate>; close(): Promise<void> } | undefined
> {
  const folder = await Deno.makeTempDir();
  const openssl = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder }).output();
    assert(success, new TextDecoder().decode(stderr));
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const close = () => Deno.remove(folder, { recursive: true });
  try {
    await openssl(
      ...[
        "req",
        "-x509",
        ...newKey,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-days",
        "2",
        "-subj",
        "/CN=Test authority",
      ],
    );
  } catch (error) {
    await close();
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
  return {
    ca: await read("ca.pem"),
    close,
    async issue(name, days) {
      const request = ["-keyout", "leaf.key", "-out", "leaf.csr", "-subj", `/CN=${name}`];
      await openssl("req", ...newKey, ...request, "-addext", `subjectAltName=DNS:${name}`);
      const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions", "copy"];
      await openssl("x509", "-req", "-in", "leaf.csr", ...signed, "-days", String(days), "-out", "leaf.pem");
      return { cert: await read("leaf.pem"), key: await read("leaf.key") };
    },
  };
}

const tool = await authority();
const leaf = tool && {
  good: await tool.issue("photos.test", 2),
  other: await tool.issue("other.test", 2),
  expired: await tool.issue("photos.test", -1),
};
await tool?.close();
const PHOTO = crypto.getRandomValues(new Uint8Array(60_000));
PHOTO[0] = 9;

/** What the transmitter makes of https://photos.test, where every public address is a port of this machine. */
async function upload(port: number, caCerts: string[] | undefined, url = "https://photos.test/a.jpg") {
  const service = {
    ...stubTransmitter(),
    network: {
      caCerts,
      resolve: () => Promise.resolve(["93.184.215.14"]),
      connect: ({ port: asked }: { port: number }) => {
        assertEquals(asked, 443);
        return Deno.connect({ hostname: "127.0.0.1", port });
      },
    },
  };
  const app = createTransmitApp(service, config({ UPLOAD_URLS: "photos.test", BODY_TIMEOUT_MS: "5000" }));
  const log = console.error;
  const lines: string[] = [];
  console.error = (...parts: unknown[]) => lines.push(parts.join(" "));
  try {
    const headers = { "content-type": "application/json" };
    const response = await app.request("/v1/transmit", { method: "POST", body: JSON.stringify({ url }), headers });
    return { response, seen: service.seen, log: lines.join("\n") };
  } finally {
    console.error = log;
  }
}

Deno.test({
  name: leaf === undefined ? "photos by https: skipped, openssl is not installed" : "a photo by https arrives whole",
  ignore: leaf === undefined,
  async fn() {
    const hosts: string[] = [];
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, ...leaf!.good }, (request) => {
      hosts.push(request.headers.get("host") ?? "");
      // In pieces and without a length: chunked, over several records.
      const body = ReadableStream.from([PHOTO.subarray(0, 1), PHOTO.subarray(1, 40_000), PHOTO.subarray(40_000)]);
      return new Response(body, { headers: { "content-type": "image/jpeg" } });
    });
    try {
      const { response, seen } = await upload(server.addr.port, [tool!.ca]);
      assertEquals([response.status, seen.length, hosts], [200, 1, ["photos.test"]]);
      assertEquals(seen[0].photo, PHOTO);
      await response.body?.cancel();
    } finally {
      await server.shutdown();
    }
  },
});

Deno.test({
  name: "a server whose certificate is not good is not asked: unknown authority, another name, expired",
  ignore: leaf === undefined,
  async fn() {
    const cases: [string, Certificate, string[] | undefined, RegExp][] = [
      ["unknown authority", leaf!.good, undefined, /UnknownIssuer/],
      ["another name", leaf!.other, [tool!.ca], /NotValidForName|not valid for name/],
      ["expired", leaf!.expired, [tool!.ca], /[Ee]xpired/],
    ];
    for (const [what, certificate, caCerts, why] of cases) {
      let asked = 0;
      const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, ...certificate }, () => {
        asked++;
        return new Response(PHOTO);
      });
      try {
        const { response, seen, log } = await upload(server.addr.port, caCerts);
        const { status, type } = await problemOf(response);
        assertEquals([what, status, type], [what, 502, "urn:semcast:problem:source-failed"]);
        assertEquals([what, asked, seen.length, why.test(log)], [what, 0, 0, true], log);
      } finally {
        await server.shutdown();
      }
    }
  },
});

Deno.test({
  name: "an https answer that is cut off is no photo, and one that leads to plain http is not followed",
  ignore: leaf === undefined,
  async fn() {
    const answers = [
      "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this",
      "HTTP/1.1 302 Found\r\nLocation: http://photos.test/a.jpg\r\n\r\n",
    ];
    const listener = Deno.listenTls({ port: 0, hostname: "127.0.0.1", ...leaf!.good });
    const served = (async () => {
      for (const answer of answers) {
        const connection = await listener.accept();
        await connection.read(new Uint8Array(4096));
        await connection.write(new TextEncoder().encode(answer));
        connection.close();
      }
    })();
    try {
      const cut = await problemOf((await upload(listener.addr.port, [tool!.ca])).response);
      assertEquals([cut.status, cut.type], [502, "urn:semcast:problem:source-failed"]);
      const led = await problemOf((await upload(listener.addr.port, [tool!.ca])).response);
      assertEquals(led.status, 403);
      assertStringIncludes(led.detail ?? "", "http://photos.test");
    } finally {
      await served;
      listener.close();
    }
  },
});
