import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { createPrivateKey, createPublicKey, verify } from "node:crypto";
import { httpbis } from "http-message-signatures";
import { SemcastError } from "../../functions/_shared/errors.ts";
import {
  newPair,
  parseSigningKey,
  parseTransmitters,
  retire,
} from "../../functions/_shared/http/signature/key_lines.ts";
import { createNonces } from "../../functions/_shared/http/signature/nonces.ts";
import { fromBase64, toBase64 } from "../../functions/_shared/bytes.ts";
import { contentDigest, signatureBase } from "../../functions/_shared/http/signature/profile.ts";
import { createSigner } from "../../functions/_shared/http/signature/sign.ts";
import { verifySignature } from "../../functions/_shared/http/signature/verify.ts";
import { memoryStore } from "../../functions/_shared/outbox/memory.ts";
import { sqliteStore } from "../../functions/_shared/outbox/sqlite.ts";
import { config } from "../contract/stubs.ts";

// RFC 9421, B.1.4: the key that its examples are signed with, as its PEM files have it.
const RFC_SECRET = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";
const RFC_PUBLIC = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
const BODY = new TextEncoder().encode('{"hello": "world"}');

function message() {
  const headers = new Headers({
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "content-type": "application/json",
    "content-length": "18",
  });
  return { method: "POST", url: new URL("https://example.com/foo?param=Value&Pet=dog"), headers };
}

Deno.test("the signature base is the one of RFC 9421's example B.2.6: its signature is good for it", async () => {
  const components = ["date", "@method", "@path", "@authority", "content-type", "content-length"];
  const parameters = `(${components.map((name) => `"${name}"`).join(" ")});created=1618884473;keyid="test-key-ed25519"`;
  const base = signatureBase(components, parameters, message());
  assert("text" in base);
  const signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
  const key = createPublicKey({ key: new Uint8Array(fromBase64(RFC_PUBLIC)) as never, format: "der", type: "spki" });
  assert(verify(null, new TextEncoder().encode(base.text), key, fromBase64(signature)));
  // Ed25519 has one signature for a text: what we sign is the same to the last bit.
  const secret = await crypto.subtle.importKey("pkcs8", fromBase64(RFC_SECRET), "Ed25519", false, ["sign"]);
  const ours = await crypto.subtle.sign("Ed25519", secret, new TextEncoder().encode(base.text));
  assertEquals(toBase64(ours), signature);
});

Deno.test("Content-Digest is the one of RFC 9530's example, and what is missing is named", async () => {
  // RFC 9530, appendix B.1: the body ends with a line feed there.
  const body = new TextEncoder().encode('{"hello": "world"}\n');
  assertEquals(await contentDigest(body), "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
  assertEquals(signatureBase(["@method", "x"], "()", message()), { missing: "x" });
  assertEquals(signatureBase(["@status"], "()", message()), { missing: "@status" });
});

Deno.test("another implementation of RFC 9421 takes what the transmitter signs, and signs what the receiver takes", async () => {
  const key = { id: "test-key-ed25519", secret: RFC_SECRET };
  const ours = message();
  await createSigner(key)(ours, BODY);
  const spki = createPublicKey({ key: new Uint8Array(fromBase64(RFC_PUBLIC)) as never, format: "der", type: "spki" });
  const request = { method: "POST", url: ours.url.href, headers: Object.fromEntries(ours.headers) };
  const verifier = (data: Uint8Array, signature: Uint8Array) => Promise.resolve(verify(null, data, spki, signature));
  const options = {
    keyLookup: ({ keyid }: { keyid?: string }) =>
      Promise.resolve(keyid === key.id ? { id: key.id, algs: ["ed25519"], verify: verifier } : null),
    requiredFields: ["@method", "@authority", "@path", "@query", "content-type", "content-digest"],
    requiredParams: ["created", "nonce", "keyid"],
  };
  assertEquals(await httpbis.verifyMessage(options, request), true);
  const altered = { ...request, url: `${request.url}x` };
  assertEquals(await httpbis.verifyMessage(options, altered), false);

  const theirs = message();
  theirs.headers.set("content-digest", await contentDigest(BODY));
  const secret = await crypto.subtle.importKey("pkcs8", fromBase64(RFC_SECRET), "Ed25519", false, ["sign"]);
  const signed = await httpbis.signMessage({
    key: {
      id: key.id,
      alg: "ed25519",
      // deno-lint-ignore no-explicit-any -- the library's type is Node's Buffer, which it only encodes
      sign: async (data): Promise<any> =>
        new Uint8Array(await crypto.subtle.sign("Ed25519", secret, new Uint8Array(data))),
    },
    // In another order than ours, with more than we want.
    fields: ["date", "content-digest", "@query", "@path", "@method", "content-type", "@authority"],
    params: ["keyid", "nonce", "tag", "created", "expires"],
    paramValues: { nonce: "0123456789abcdef", tag: "semcast-packet" },
  }, { method: "POST", url: theirs.url.href, headers: Object.fromEntries(theirs.headers) });
  // Its headers are plain text.
  theirs.headers = new Headers(signed.headers as Record<string, string>);
  const now = Date.now();
  const keys = [{ id: key.id, spki: RFC_PUBLIC }];
  const verified = await verifySignature(theirs, { keys, windowMs: 5000, now });
  assertEquals([verified.keyId, verified.nonce], [key.id, "0123456789abcdef"]);
  assertEquals(toBase64(verified.digest), (await contentDigest(BODY)).slice("sha-256=:".length, -1));
});

Deno.test("a new pair is what OpenSSL takes for one, and both lines parse", async () => {
  const pair = await newPair("roof", "2027-12-31");
  const { id, secret } = parseSigningKey(`${pair.secret} # keep it\n`);
  const [known] = parseTransmitters(pair.public);
  assertEquals([id, known.id, known.until], ["roof", "roof", "2027-12-31"]);
  const key = createPrivateKey(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`);
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  assertEquals([key.asymmetricKeyType, toBase64(new Uint8Array(spki))], ["ed25519", known.spki]);
  await assertRejects(() => newPair("a b"), SemcastError, "A key's name");
  await assertRejects(() => newPair("a", "soon"), SemcastError, "YYYY-MM-DD");
});

Deno.test("lines that are no keys are refused without repeating them", async () => {
  const pair = await newPair("roof");
  for (const wrong of [pair.secret, `${pair.public}:soon`, pair.public.slice(0, -2), `${pair.public}:2027-01-01:x`]) {
    const error = assertThrows(() => parseTransmitters(`${pair.public},${wrong}`), SemcastError, "Transmitter key 2");
    assert(!error.message.includes(wrong.slice(5)));
  }
  for (const wrong of ["", pair.public, `${pair.secret},${pair.secret}`, `${pair.secret}:x`, "roof:"]) {
    assertThrows(() => parseSigningKey(wrong), SemcastError, "A signing key is one line");
  }
  assertThrows(() => config({ TRANSMITTER_KEYS: "# nobody" }), SemcastError, "has no key");
  assertThrows(() => config({ SIGNING_KEY_FILE: "/nowhere/key" }), SemcastError, "SIGNING_KEY_FILE: /nowhere/key");
  assertEquals([config().signingKey, config().transmitters], [undefined, []]);
});

Deno.test("retire() gives the keys of a name their last day, and leaves the rest as it is", async () => {
  const [a, b] = await Promise.all([newPair("roof"), newPair("cellar")]);
  const early = `${(await newPair("roof")).public}:2026-01-01`;
  const text = `# ours\n${a.public} # the old one\n${b.public}\n${early}\n`;
  assertEquals(
    retire(text, "roof", "2027-12-31"),
    `# ours\n${a.public}:2027-12-31 # the old one\n${b.public}\n${early}\n`,
  );
});

Deno.test("a signature is known again after a restart, and when the clock was set back after it was forgotten", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/outbox.sqlite`;
    let now = 1_800_000_000_000;
    const signature = { keyId: "roof", nonce: "0123456789abcdef", created: now / 1000 };
    const open = async <T>(work: (nonces: ReturnType<typeof createNonces>) => Promise<T>) => {
      const store = await sqliteStore(path, 1e7);
      try {
        return await work(createNonces(store, 60_000, () => now));
      } finally {
        await store.close();
      }
    };
    assertEquals(await open((nonces) => nonces.claim(signature)), true);
    assertEquals(await open((nonces) => nonces.claim(signature)), false);
    assertEquals(await open((nonces) => nonces.claim({ ...signature, keyId: "cellar" })), true);
    now += 3_600_000;
    const later = { ...signature, nonce: "fedcba9876543210", created: now / 1000 };
    assertEquals(await open((nonces) => nonces.claim(later)), true); // and the first is forgotten
    now -= 3_600_000;
    assertEquals(await open((nonces) => nonces.claim(signature)), false);
    assertEquals(await open((nonces) => nonces.claim({ ...later, created: now / 1000 + 1 })), true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what is remembered of signatures goes away with them", async () => {
  const store = memoryStore();
  let now = 1_800_000_000_000;
  const claim = (i: number) =>
    createNonces(store, 60_000, () => now).claim({
      keyId: "roof",
      nonce: `${i}`.padStart(16, "0"),
      created: now / 1000,
    });
  for (let i = 0; i < 20; i++) assertEquals(await claim(i), true);
  assertEquals(await store.count("nonce."), 20);
  now += 120_000;
  assertEquals(await claim(20), true);
  assertEquals(await store.count("nonce."), 1);
  assertMatch((await store.list("nonce.", 1))[0], /^nonce\.0{5}18000001\d\d\.[0-9a-f]{64}$/);
});
