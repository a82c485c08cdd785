import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, problemOf, stubReceiver, stubTransmitter } from "../contract/stubs.ts";

const PHOTO = new Uint8Array([9, 8, 7]);

/** A form as bytes, so that names reach the server as they are written here. */
function form(parts: [string, Uint8Array | string][]): RequestInit {
  const chunks = parts.flatMap((
    [head, body],
  ) => [`--edge\r\nContent-Disposition: form-data; ${head}\r\n\r\n`, body, "\r\n"]);
  const text = (part: Uint8Array | string) => typeof part === "string" ? new TextEncoder().encode(part) : part;
  const body = new Uint8Array([...chunks, "--edge--\r\n"].flatMap((part) => [...text(part)]));
  return { method: "POST", body, headers: { "content-type": "multipart/form-data; boundary=edge" } };
}

Deno.test("names of files in a form go nowhere: no path is opened or written, and none comes back", async () => {
  const service = stubTransmitter();
  const app = createTransmitApp(service, config());
  const names = [
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "%2e%2e%2fpasswd",
    "a\0.png",
    "con",
    "\u202egnp",
  ];
  for (const name of names) {
    const response = await app.request("/v1/transmit", form([[`name="image"; filename="${name}"`, PHOTO]]));
    // The platform's parser of forms refuses a zero in a name.
    assertEquals([name, response.status], [name, name.includes("\0") ? 400 : 200]);
    if (response.ok) assertEquals(service.seen.at(-1)!.photo, PHOTO);
    assertEquals(
      [...response.headers.values()].filter((value) => value.includes("passwd") || value.includes("win.ini")),
      [],
    );
    await response.body?.cancel();
  }
});

Deno.test("names of fields are only compared: paths and prototypes are unknown options", async () => {
  const app = createTransmitApp(stubTransmitter(), config());
  for (const name of ["../snr", "__proto__", "constructor", "toString", "snr[]", "snr.x"]) {
    const init = form([['name="image"; filename="a.png"', PHOTO], [`name="${name}"`, "3"]]);
    const problem = await problemOf(await app.request("/v1/transmit", init));
    assertEquals([name, problem.status], [name, 400]);
    const query = await problemOf(
      await app.request(`/v1/transmit?${encodeURIComponent(name)}=3`, { method: "POST", body: PHOTO }),
    );
    assertEquals([name, query.status], [name, 400]);
  }
  assertEquals(({} as Record<string, unknown>).snr, undefined); // nothing reached Object.prototype
});

Deno.test("forms that do not end, nest or lie about their edge are the client's fault", async () => {
  const app = createTransmitApp(stubTransmitter(), config());
  const bodies: [string, string][] = [
    [
      "multipart/form-data; boundary=edge",
      '--edge\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nabc',
    ],
    ["multipart/form-data; boundary=edge", "--other--\r\n"],
    ["multipart/form-data", "--edge--\r\n"],
    [`multipart/form-data; boundary=${"e".repeat(5000)}`, "--e--\r\n"],
    ["multipart/form-data; boundary=edge", "--edge\r\n".repeat(20_000)],
  ];
  for (const [type, body] of bodies) {
    const init = { method: "POST", body, headers: { "content-type": type } };
    assertEquals((await problemOf(await app.request("/v1/transmit", init))).status, 400);
  }
});

Deno.test("huge and deep JSON is refused: as a prompt, as a URL upload, as a body of its own", async () => {
  const app = createTransmitApp(stubTransmitter(), config({ UPLOAD_URLS: "photos.test" }));
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const wide = `{"url":"https://photos.test/",${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join(",")}}`;
  for (const body of [deep, wide, `"${"a".repeat(5_000_000)}"`]) {
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    assertEquals((await problemOf(await app.request("/v1/transmit", init))).status, 413);
  }
  const shallow = { method: "POST", body: "[".repeat(8000), headers: { "content-type": "application/json" } };
  assertEquals((await problemOf(await app.request("/v1/transmit", shallow))).status, 400);
  for (const prompt of [deep.slice(0, 8000), deep, `{"scene":${"[".repeat(4000)}`]) {
    const init = form([['name="image"; filename="a.png"', PHOTO], ['name="prompt"', prompt]]);
    const problem = await problemOf(await app.request("/v1/transmit", init));
    assert(problem.status === 400 || problem.status === 413, String(problem.status));
    assertStringIncludes(JSON.stringify(problem).slice(0, 2000), "prompt");
  }
});

Deno.test("no pattern backtracks on 60 kB that were made for it", async () => {
  const transmitter = createTransmitApp(stubTransmitter(), config());
  const receiver = createReceiveApp(stubReceiver(), config());
  const long = 60_000;
  const values: [string, string][] = [
    ["snr", "1".repeat(long) + "x"],
    ["snr", "1e".repeat(long / 2)],
    ["snr", " ".repeat(long) + "x"],
    ["cbr", ".".repeat(long)],
    ["roi", "1,".repeat(long / 2)],
    ["key_classes", "person,".repeat(long / 7)],
    ["key_classes", " ".repeat(long)],
  ];
  // No clock: exponential time would never end, and the quadratic time that was found so took a minute a value.
  for (const [name, value] of values) {
    const init = form([['name="image"; filename="a.png"', PHOTO], [`name="${name}"`, value]]);
    assertEquals([name, (await problemOf(await transmitter.request("/v1/transmit", init))).status], [name, 400]);
  }
  for (
    const [name, value] of [["decoder", "http://a.".repeat(6000)], ["lora", "a:1,".repeat(15_000)], [
      "lora",
      "a".repeat(long),
    ]]
  ) {
    const response = await receiver.request(`/v1/receive?${name}=${encodeURIComponent(value)}`, {
      method: "POST",
      body: PHOTO,
    });
    assertEquals([name, (await problemOf(response)).status], [name, 400]);
  }
  for (
    const accept of [",".repeat(long), ";q=".repeat(long / 3), " ".repeat(long) + "a", "image/png;".repeat(long / 10)]
  ) {
    const response = await receiver.request("/v1/receive", { method: "POST", body: PHOTO, headers: { accept } });
    assert(response.status < 500, String(response.status));
    await response.body?.cancel();
  }
});
