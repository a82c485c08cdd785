import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { newPair, parseSigningKey } from "../../functions/_shared/http/signature/key_lines.ts";
import type { SignedMessage } from "../../functions/_shared/http/signature/profile.ts";
import { createSigner } from "../../functions/_shared/http/signature/sign.ts";
import { openJobs } from "../../functions/_shared/jobs/index.ts";
import { memoryStore } from "../../functions/_shared/outbox/memory.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { config, problemOf, stubReceiver } from "./stubs.ts";

const PACKET = Uint8Array.of(1, 2, 3);
const roof = await newPair("roof"), next = await newPair("roof"), stranger = await newPair("roof");
const cellar = await newPair("cellar");

/** What is sent, and what became of it on its way. */
interface Sending {
  secret?: string;
  /** Of the transmitter's clock, in ms. */
  ahead?: number;
  key?: string;
  query?: string;
  /** Changes what was signed. */
  alter?: (message: SignedMessage) => void;
  body?: Uint8Array<ArrayBuffer>;
}

type Send = (sending?: Sending) => Promise<Response>;

/** A receiver on a port of its own that takes packets of the listed keys only. */
async function withReceiver(
  keys: string,
  work: (send: Send, seen: unknown[], url: string) => Promise<void>,
  values: Record<string, string> = {},
  store = memoryStore(),
): Promise<void> {
  const settings = config({ TRANSMITTER_KEYS: keys, OUTBOX_URL: "off", ...values });
  const service = stubReceiver();
  const jobs = openJobs(settings, store);
  const app = createReceiveApp(service, settings, jobs);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => app.fetch(request));
  const url = `http://127.0.0.1:${server.addr.port}/v1/receive`;
  const send: Send = async ({ secret = roof.secret, ahead = 0, key, query = "?steps=0", alter, body } = {}) => {
    const headers = new Headers({ "content-type": "application/vnd.semcast.packet", accept: "image/png" });
    if (key !== undefined) headers.set("idempotency-key", key);
    const message = { method: "POST", url: new URL(url + query), headers };
    await createSigner(parseSigningKey(secret), () => Date.now() + ahead)(message, PACKET);
    alter?.(message);
    return await fetch(message.url, { method: message.method, headers, body: body ?? PACKET });
  };
  try {
    await work(send, service.seen, url);
  } finally {
    await server.shutdown();
    await jobs.close();
  }
}

async function refused(response: Response, kind: string, detail: string): Promise<void> {
  const problem = await problemOf(response);
  assertEquals([problem.status, problem.type], [403, `urn:semcast:problem:${kind}`], problem.detail);
  assertStringIncludes(problem.detail ?? "", detail);
}

async function taken(response: Response): Promise<void> {
  assertEquals([response.status, await response.bytes()], [200, PACKET]);
}

Deno.test("a receiver with a list takes what a listed transmitter signed, and nothing that is not signed", async () => {
  await withReceiver(`${roof.public},${cellar.public}`, async (send, seen, url) => {
    await taken(await send());
    await taken(await send({ secret: cellar.secret, query: "" }));
    assertEquals(seen.length, 2);
    await refused(await fetch(url, { method: "POST", body: PACKET }), "signature-missing", 'the tag "semcast-packet"');
    await refused(await send({ alter: ({ headers }) => headers.delete("signature") }), "signature-invalid", "64 bytes");
    assertEquals(seen.length, 2);
    const other = await fetch(url);
    assertEquals([(await problemOf(other)).status, other.headers.get("allow")], [405, "POST"]);
  });
});

Deno.test("forged signatures are refused: of a stranger, of a name that is not listed, of nobody, of something else", async () => {
  await withReceiver(roof.public, async (send, seen) => {
    await refused(await send({ secret: stranger.secret }), "signature-invalid", "not made by the key roof");
    await refused(await send({ secret: cellar.secret }), "signature-unknown-key", "No key called cellar");
    const edit = (from: string | RegExp, to: string) =>
      send({
        alter: ({ headers }) =>
          headers.set("signature-input", (headers.get("signature-input") ?? "").replace(from, to)),
      });
    await refused(await edit('tag="semcast-packet"', 'tag="other"'), "signature-missing", "RFC 9421");
    await refused(await edit('alg="ed25519"', 'alg="hmac-sha256"'), "signature-invalid", "alg");
    await refused(await edit(/created=\d+/, "created=1"), "signature-invalid", "not made by");
    await refused(await edit(/created=\d+/, 'created="now"'), "signature-invalid", "created is not a time");
    await refused(await edit(/nonce="[^"]*"/, 'nonce="x"'), "signature-invalid", "nonce");
    await refused(await edit('"@method"', '"@method" "@method"'), "signature-invalid", "twice");
    await refused(await edit('"@method"', '"@method";req'), "signature-invalid", "with parameters");
    await refused(await edit('"@method" ', ""), "signature-invalid", "does not cover @method");
    await refused(await edit('"@method"', '"@method" "x-none"'), "signature-invalid", "covers x-none, which");
    await refused(await edit(/^/, "a=("), "signature-invalid", "does not parse");
    await refused(await edit(/$/, ";x".repeat(3000)), "signature-invalid", "longer than 4096");
    await refused(
      await edit(/^.*$/, '$&, two=("@method");tag="semcast-packet"'),
      "signature-invalid",
      "has 2 with the tag",
    );
    const zero = (name: string) =>
      send({ alter: ({ headers }) => headers.set("signature", `semcast=:${btoa(name.repeat(64))}:`) });
    await refused(await zero("\0"), "signature-invalid", "not made by");
    assertEquals(seen.length, 0);
  });
});

Deno.test("what was altered on its way is refused: body, query, type, digest, delivery", async () => {
  await withReceiver(roof.public, async (send, seen) => {
    await refused(await send({ body: Uint8Array.of(1, 2, 4) }), "digest-mismatch", "Content-Digest");
    await refused(await send({ body: new Uint8Array(0) }), "digest-mismatch", "SHA-256");
    const altered = async (alter: (message: SignedMessage) => void, detail = "not made by", key?: string) =>
      await refused(await send({ alter, key }), "signature-invalid", detail);
    await altered(({ url }) => url.searchParams.set("steps", "9"));
    await altered(({ headers }) => headers.set("content-type", "application/octet-stream"));
    await altered(({ headers }) => headers.set("content-digest", `sha-256=:${btoa("0".repeat(32))}:`));
    await altered(({ headers }) => headers.set("idempotency-key", "mine"), "does not cover idempotency-key");
    await altered(({ headers }) => headers.set("idempotency-key", "mine"), "not made by", "yours");
    await altered(({ headers }) => headers.delete("idempotency-key"), "covers idempotency-key", "yours");
    assertEquals(seen.length, 0);
  });
});

Deno.test("a wrong clock is told by how much: too old, or ahead; within the window it does not matter", async () => {
  await withReceiver(roof.public, async (send) => {
    await refused(await send({ ahead: -600_000 }), "signature-stale", "s before this receiver's clock; at most 60 s");
    const early = await problemOf(await send({ ahead: 600_000 }));
    assertMatch(early.detail ?? "", /^It was made (599|600) s ahead of this receiver's clock; at most 60 s are taken$/);
    await taken(await send({ ahead: -30_000 }));
    await taken(await send({ ahead: 30_000 }));
  }, { SIGNATURE_WINDOW_MS: "60000" });
});

Deno.test("a signature counts once, also at another receiver of the same outbox", async () => {
  const store = memoryStore();
  const captured: SignedMessage[] = [];
  await withReceiver(
    roof.public,
    async (send, seen, url) => {
      await taken(await send({ key: "photo-1", alter: (message) => captured.push(message) }));
      const [{ url: target, headers }] = captured;
      const again = () => fetch(target, { method: "POST", headers, body: PACKET });
      await refused(await again(), "signature-replayed", "Idempotency-Key");
      headers.set("accept", "text/event-stream"); // which would not be asked of the outbox
      await refused(await again(), "signature-replayed", "anew");
      headers.set("prefer", "respond-async");
      await refused(await again(), "signature-replayed", "anew");
      assertEquals(seen.length, 1);
      await withReceiver(
        roof.public,
        async (_, elsewhere, other) => {
          // To another address it is not the same request.
          await refused(
            await fetch(`${other}?steps=0`, { method: "POST", headers, body: PACKET }),
            "signature-invalid",
            "",
          );
          // A proxy with the same name before both: a replay after all.
          const host = new URL(url).host;
          const app = createReceiveApp(stubReceiver(), config({ TRANSMITTER_KEYS: roof.public }), {
            ...openJobs(config({ OUTBOX_URL: "off" }), store),
          });
          const replay = await app.request(`http://${host}/v1/receive?steps=0`, {
            method: "POST",
            headers,
            body: PACKET,
          });
          await refused(replay, "signature-replayed", "anew");
          assertEquals(elsewhere.length, 0);
        },
        {},
        store,
      );
    },
    {},
    store,
  );
});

Deno.test("the same delivery signed anew is no attack: it is answered as before, without the work", async () => {
  await withReceiver(roof.public, async (send, seen) => {
    await taken(await send({ key: "photo-1" }));
    const again = await send({ key: "photo-1" });
    assertEquals(again.headers.get("idempotency-replayed"), "true");
    await taken(again);
    assertEquals(seen.length, 1);
  });
});

Deno.test("while keys are rotated both are taken, afterwards only the new one; a last day ends a key by itself", async () => {
  await withReceiver(`${roof.public}\n${next.public}`, async (send) => {
    await taken(await send());
    await taken(await send({ secret: next.secret }));
  });
  await withReceiver(next.public, async (send) => {
    await refused(await send(), "signature-invalid", "not made by the key roof");
    await taken(await send({ secret: next.secret }));
  });
  await withReceiver(`${roof.public}:2020-01-01\n${next.public}:2999-12-31`, async (send) => {
    await refused(await send(), "signature-invalid", "not made by the key roof");
    await taken(await send({ secret: next.secret }));
  });
  await withReceiver(`${roof.public}:2020-01-01`, async (send) => {
    await refused(await send(), "signature-unknown-key", "No key called roof is listed that is good today");
  });
});

Deno.test("the OpenAPI document names the headers of a signed packet where one is asked for, and only there", async () => {
  const headersOf = async (values: Record<string, string>, withJobs: boolean) => {
    const settings = config({ OUTBOX_URL: "off", ...values });
    const jobs = withJobs ? openJobs(settings, memoryStore()) : undefined;
    const app = createReceiveApp(stubReceiver(), settings, jobs);
    const { paths } = await (await app.request("/openapi.json")).json();
    await jobs?.close();
    const parameters: { in: string; name: string; required?: boolean }[] = paths["/v1/receive"].post.parameters;
    return parameters.filter((parameter) => parameter.in === "header")
      .map(({ name, required }) => required ? name : `${name}?`).sort();
  };
  const signed = ["content-digest", "signature", "signature-input"], kept = ["idempotency-key?", "prefer?"];
  assertEquals(await headersOf({ TRANSMITTER_KEYS: roof.public }, false), signed);
  assertEquals(await headersOf({ TRANSMITTER_KEYS: roof.public }, true), [...signed, ...kept].sort());
  assertEquals(await headersOf({}, true), kept);
  assertEquals(await headersOf({}, false), []);
});
