import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { sign } from "hono/jwt";
import { formatRecord, newKey, type Scope } from "../../functions/_shared/http/auth/keys.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { config, problemOf, stubReceiver, stubTransmitter } from "../contract/stubs.ts";

const PHOTO = Uint8Array.of(0xff, 0xd8, 0xff, 9);

function post(key?: string, headers: Record<string, string> = {}): RequestInit {
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return { method: "POST", body: PHOTO, headers: { "content-type": "image/jpeg", ...authorization, ...headers } };
}

async function keyed(...scopes: Scope[]): Promise<[string, string]> {
  const [key, record] = await newKey("phone", scopes);
  return [key, formatRecord(record)];
}

Deno.test("with AUTH=keys a route takes only keys that are good for it; health and OpenAPI are open", async () => {
  const [key, line] = await keyed("transmit"), [other, otherLine] = await keyed("receive");
  const app = createTransmitApp(stubTransmitter(), config({ AUTH: "keys", API_KEYS: `${line},${otherLine}` }));
  assertEquals((await app.request("/v1/transmit", post(key))).status, 200);
  const none = await app.request("/v1/transmit", post());
  assertEquals([(await problemOf(none)).type, none.headers.get("www-authenticate")], [
    "urn:semcast:problem:unauthorized",
    'Bearer realm="semcast"',
  ]);
  for (const wrong of [key.slice(0, -1), "x", key.replace("phone", "fax")]) {
    const answer = await app.request("/v1/transmit", post(wrong));
    assertEquals([answer.status, answer.headers.get("www-authenticate")?.includes("invalid_token")], [401, true]);
    await answer.body?.cancel();
  }
  const forbidden = await app.request("/v1/transmit", post(other));
  assertMatch(forbidden.headers.get("www-authenticate") ?? "", /insufficient_scope.*scope="transmit"/);
  assertEquals((await problemOf(forbidden)).status, 403);
  for (const path of ["/health/live", "/openapi.json"]) assertEquals((await app.request(path)).status, 200);
});

Deno.test("with AUTH=jwt tokens of the key set are taken, expired and foreign ones are not", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  // Of a key pair that was made extractable.
  const { privateKey, publicKey } = pair as CryptoKeyPair;
  const jwk = { ...await crypto.subtle.exportKey("jwk", publicKey), kid: "one", alg: "ES256", use: "sig" };
  const secret = { ...await crypto.subtle.exportKey("jwk", privateKey), kid: "one", alg: "ES256" };
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => Response.json({ keys: [jwk] }),
  );
  try {
    const env = {
      AUTH: "jwt",
      JWKS_URL: `http://127.0.0.1:${server.addr.port}/jwks`,
      JWT_ISSUER: "https://issuer.test",
    };
    const app = createTransmitApp(stubTransmitter(), config(env));
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: "ann", iss: "https://issuer.test", scope: "transmit other", exp: now + 60 };
    // deno-lint-ignore no-explicit-any -- hono takes any JSON Web Key, and its type says less
    const token = (changed: Record<string, unknown>) => sign({ ...claims, ...changed }, secret as any, "ES256");
    const status = async (changed: Record<string, unknown>) => {
      const answer = await app.request("/v1/transmit", post(await token(changed)));
      await answer.body?.cancel();
      return answer.status;
    };
    assertEquals(await status({}), 200);
    assertEquals(await status({ scope: "receive" }), 403);
    assertEquals(await status({ exp: now - 60 }), 401);
    assertEquals(await status({ exp: undefined }), 401);
    assertEquals(await status({ iss: "https://other.test" }), 401);
    const forged = await sign(claims, "secret", "HS256");
    assertEquals((await app.request("/v1/transmit", post(forged))).status, 401);
  } finally {
    await server.shutdown();
  }
});

Deno.test("who can be reached by others has to say how he is guarded", () => {
  assertThrows(() => config({ HOST: "0.0.0.0" }), SemcastError, "AUTH: others can reach 0.0.0.0");
  assertThrows(() => config({ DENO_DEPLOYMENT_ID: "x" }), SemcastError, "AUTH");
  assertThrows(() => config({ AUTH: "keys" }), SemcastError, "AUTH=keys needs a key");
  assertThrows(() => config({ AUTH: "jwt" }), SemcastError, "JWKS_URL");
  assertThrows(() => config({ AUTH: "keys", API_KEYS_FILE: "/nowhere/keys" }), SemcastError, "can't be read");
  assertEquals(["127.0.0.1", "::1", "localhost"].map((HOST) => config({ HOST }).AUTH), ["off", "off", "off"]);
  assertEquals(config({ HOST: "0.0.0.0", AUTH: "off" }).AUTH, "off");
});

Deno.test("answers have a request id, secure headers, and CORS for the origins that are allowed", async () => {
  const app = createReceiveApp(stubReceiver(), config({ CORS_ORIGINS: "https://a.test, https://b.test/" }));
  const answer = await app.request("/v1/receive", {
    method: "OPTIONS",
    headers: {
      origin: "https://b.test",
      "access-control-request-method": "POST",
    },
  });
  assertEquals([answer.status, answer.headers.get("access-control-allow-origin")], [204, "https://b.test"]);
  const foreign = await app.request("/health/live", { headers: { origin: "https://c.test", "x-request-id": "abc-1" } });
  assertEquals(foreign.headers.get("access-control-allow-origin"), null);
  assertEquals(foreign.headers.get("x-request-id"), "abc-1");
  assertEquals(foreign.headers.get("x-content-type-options"), "nosniff");
  const odd = await app.request("/health/live", { headers: { "x-request-id": "a b<script>" } });
  assertMatch(odd.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
});

Deno.test("answers of every kind carry the request's id, and those with a body of ours its length", async () => {
  const [key, line] = await keyed("transmit");
  const app = createTransmitApp(
    stubTransmitter(),
    config({ AUTH: "keys", API_KEYS: line, RATE_LIMIT: "1", OUTBOX_URL: "off" }),
  );
  const asked: [string, RequestInit, number][] = [
    ["/v1/transmit", post(key), 200],
    ["/v1/transmit", post(key), 429],
    ["/v1/transmit", post("x"), 401],
    ["/v1/transmit", {}, 401],
    ["/health/live", { method: "POST" }, 405],
    ["/nowhere", {}, 404],
  ];
  for (const [path, init, status] of asked) {
    const request = new Request(`http://127.0.0.1${path}`, init);
    request.headers.set("x-request-id", `${status}`);
    const answer = await app.request(request);
    assertEquals([answer.status, answer.headers.get("x-request-id")], [status, `${status}`]);
    assertEquals((await answer.bytes()).length, Number(answer.headers.get("content-length")));
  }
});

Deno.test("openapi.json has an ETag, and is not sent again to who has it", async () => {
  const app = createReceiveApp(stubReceiver(), config());
  const first = await app.request("/openapi.json");
  await first.body?.cancel();
  const again = await app.request("/openapi.json", { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
  assertEquals([again.status, await again.text()], [304, ""]);
});
