import { assert, assertEquals } from "@std/assert";
import { OpenAPIHono } from "@hono/zod-openapi";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { addStudioRoutes } from "../../functions/studio/app.ts";

/** A folder as `deno task studio` writes it, with two files that are told and one that is not. */
async function studioOf(files: Record<string, string>, told = Object.keys(files)) {
  const folder = new URL(`file://${await Deno.makeTempDir()}/`);
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(new URL(name, folder), text);
  const digests = Object.fromEntries(told.map((name) => [name, `digest-of-${name.length}`]));
  await Deno.writeTextFile(new URL("files.json", folder), JSON.stringify(digests));
  const app = new OpenAPIHono();
  addStudioRoutes(app, folder);
  return { app, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

const SCRIPT = "console.log('a script that is long enough to be packed');\n".repeat(40);

Deno.test("the Studio's page allows nothing but files of its server", async () => {
  await using studio = await studioOf({ "index.html": "<!doctype html><title>Studio</title>", "page.js": SCRIPT });
  const answer = await studio.app.request("/");
  assertEquals([answer.status, answer.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert(policy.startsWith("default-src 'none'"), policy);
  assert(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'"), policy);
  assertEquals(await answer.text(), "<!doctype html><title>Studio</title>");
});

Deno.test("the Studio packs files as the client takes them", async () => {
  await using studio = await studioOf({ "page.js": SCRIPT });
  const get = async (accepted: string) => {
    const answer = await studio.app.request("/studio/page.js", { headers: { "accept-encoding": accepted } });
    return { coding: answer.headers.get("content-encoding"), bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  const br = await get("gzip, br"), gzip = await get("gzip, br;q=0"), plain = await get("identity");
  assertEquals([br.coding, gzip.coding, plain.coding], ["br", "gzip", null]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(text(brotliDecompressSync(br.bytes)), SCRIPT);
  assertEquals(text(gunzipSync(gzip.bytes)), SCRIPT);
  assertEquals(text(plain.bytes), SCRIPT);
  assert(br.bytes.length < SCRIPT.length / 10);
});

Deno.test("a file of the Studio that the client has is not sent again", async () => {
  await using studio = await studioOf({ "page.js": SCRIPT });
  const first = await studio.app.request("/studio/page.js");
  const again = await studio.app.request("/studio/page.js", {
    headers: { "if-none-match": first.headers.get("etag") ?? "" },
  });
  assertEquals([again.status, await again.text()], [304, ""]);
  await first.body?.cancel();
});

Deno.test("the Studio serves no file that it was not told of", async () => {
  await using studio = await studioOf({ "page.js": SCRIPT, "secret.txt": "secret" }, ["page.js"]);
  for (
    const path of ["secret.txt", "files.json", "..%2fdeno.json", "%2e%2e/%2e%2e/deno.json", "constructor", "__proto__"]
  ) {
    const answer = await studio.app.request(`/studio/${path}`);
    assertEquals([path, answer.status], [path, 404]);
    await answer.body?.cancel();
  }
});

Deno.test("a Studio that was never built says what to do", async () => {
  const app = new OpenAPIHono();
  addStudioRoutes(app, new URL(`file://${Deno.cwd()}/no-such-folder/`));
  const answer = await app.request("/");
  assertEquals(answer.status, 404);
  assertEquals((await answer.json()).detail, "The Studio is not built: run «deno task studio»: index.html");
});
