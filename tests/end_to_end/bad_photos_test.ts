import { assert, assertEquals, assertLess } from "@std/assert";
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { PACKET_TYPE } from "../../functions/_shared/http/media.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { pngHeader } from "./photos.ts";

const config = loadConfig(() => undefined);
const app = createTransmitApp(transmitService(config), config);
const HOSTILE = new URL("../../../shared/data/hostile/", import.meta.url);

/** Posts a body and checks the promise: a packet, or a problem that is the client's. Returns the status. */
async function post(what: string, body: Uint8Array<ArrayBuffer>, type = "image/jpeg"): Promise<number> {
  const began = performance.now();
  const response = await app.request("/v1/transmit?symbols=20000", {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
  const answer = await response.arrayBuffer();
  const text = response.status === 200 ? "" : new TextDecoder().decode(answer);
  assertLess(performance.now() - began, 20_000, `${what} took too long`);
  assert(
    response.status === 200 || (response.status >= 400 && response.status < 500),
    `${what}: ${response.status} ${text}`,
  );
  const expected = response.status === 200 ? PACKET_TYPE : "application/problem+json";
  assertEquals(response.headers.get("content-type"), expected, what);
  return response.status;
}

Deno.test("bodies that are no photos are refused", async () => {
  const encoder = new TextEncoder();
  assertEquals(await post("empty body", new Uint8Array(0)), 400);
  assert(await post("text named .jpg", encoder.encode("This is not a picture\n".repeat(100))) >= 400);
  assert(await post("HTML", encoder.encode("<!doctype html><svg onload=alert(1)>")) >= 400);
  assert(await post("magic bytes alone", new Uint8Array([0xff, 0xd8, 0xff])) >= 400);
  assert(await post("zeros", new Uint8Array(100_000)) >= 400);
});

Deno.test("a PNG header of 30,000×30,000 pixels is refused before anything is allocated", async () => {
  assertEquals(await post("header alone", pngHeader(30_000, 30_000)), 413);
  assert(await post("no area", pngHeader(0, 100)) >= 400);
  assertEquals(await post("one line of 4 billion", pngHeader(0x7fffffff, 1)), 413);
});

const hostile = await Array.fromAsync(hostileFiles());

Deno.test({
  name: hostile.length === 0
    ? "hostile files: skipped, ../shared/data/hostile is not here"
    : `each of ${hostile.length} hostile files is sent or refused`,
  ignore: hostile.length === 0,
  async fn() {
    let sent = 0;
    for (const name of hostile) {
      if (await post(name, await Deno.readFile(new URL(encodeURIComponent(name), HOSTILE))) === 200) sent++;
    }
    // PngSuite and the regression files are odd, not broken: many of them are pictures.
    assert(sent > 50, `Only ${sent} of ${hostile.length} were decodable`);
    assertLess(sent, hostile.length);
  },
});

async function* hostileFiles(): AsyncGenerator<string> {
  try {
    for await (const entry of Deno.readDir(HOSTILE)) if (entry.isFile) yield entry.name;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
