import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, problemOf, stubTransmitter } from "./stubs.ts";

const PHOTO = new Uint8Array([9, 8, 7]);
const raw = (body: BodyInit, headers: Record<string, string> = { "content-type": "image/png" }) => ({
  method: "POST",
  body,
  headers,
});

Deno.test("POST /v1/transmit turns a raw photo into a packet with its costs in headers", async () => {
  const service = stubTransmitter();
  const response = await createTransmitApp(service, config()).request("/v1/transmit?snr=-2.5&cbr=0.02", raw(PHOTO));
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "application/vnd.semcast.packet");
  assertEquals(response.headers.get("semcast-symbols"), "10");
  assertEquals(new Uint8Array(await response.arrayBuffer()), PHOTO);
  assertEquals(service.seen[0].options, {
    snr: -2.5,
    channel: "awgn",
    cbr: 0.02,
    key: "auto",
    profile: "tiny",
  });
});

Deno.test("POST /v1/transmit takes a multipart form with options as fields", async () => {
  const service = stubTransmitter();
  const form = new FormData();
  form.append("image", new Blob([PHOTO]), "../../etc/passwd");
  form.append("symbols", "3072");
  form.append("roi", "1,2,3,4");
  form.append("roi", "5,6,7,8");
  const response = await createTransmitApp(service, config()).request("/v1/transmit", { method: "POST", body: form });
  assertEquals(response.status, 200);
  await response.body?.cancel();
  assertEquals(service.seen[0].photo, PHOTO);
  assertEquals(service.seen[0].options.symbols, 3072);
  assertEquals(service.seen[0].options.roi, [{ x: 1, y: 2, width: 3, height: 4 }, { x: 5, y: 6, width: 7, height: 8 }]);
});

for (
  const [what, query, field] of [
    ["a number out of range", "snr=99", "snr"],
    ["a number that is none", "snr=abc", "snr"],
    ["an empty number", "snr=", "snr"],
    ["NaN", "cbr=NaN", "cbr"],
    ["infinity", "cbr=Infinity", "cbr"],
    ["a budget of nothing", "cbr=0", "cbr"],
    ["half a symbol", "symbols=1.5", "symbols"],
    ["two budgets", "cbr=0.1&bpp=0.2", "cbr"],
    ["an option twice", "snr=1&snr=2", "snr"],
    ["an unknown channel", "channel=smoke", "channel"],
    ["an unknown option", "foo=1", "foo"],
    ["a box without area", "roi=1,1,0,5", "roi"],
    ["a prototype name", "__proto__=1", "__proto__"],
  ]
) {
  Deno.test(`POST /v1/transmit refuses ${what} by name`, async () => {
    const response = await createTransmitApp(stubTransmitter(), config()).request(`/v1/transmit?${query}`, raw(PHOTO));
    const problem = await problemOf(response);
    assertEquals(problem.type, "urn:semcast:problem:invalid-argument");
    assertEquals(problem.status, 400);
    assertStringIncludes(problem.detail ?? "", field);
  });
}

Deno.test("bad bodies of POST /v1/transmit are the client's fault", async () => {
  const app = createTransmitApp(stubTransmitter(), config({ MAX_BODY_BYTES: "1024" }));
  const form = (fill: (form: FormData) => void) => {
    const data = new FormData();
    fill(data);
    return { method: "POST", body: data };
  };
  const cases: [string, RequestInit, number, string][] = [
    ["empty body", raw(new Uint8Array(0)), 400, "malformed"],
    ["no body", { method: "POST" }, 400, "malformed"],
    ["text", raw("hello", { "content-type": "text/plain" }), 415, "unsupported-media-type"],
    ["json", raw("{}", { "content-type": "application/json" }), 415, "unsupported-media-type"],
    ["form without boundary", raw("x", { "content-type": "multipart/form-data" }), 400, "malformed"],
    ["form of noise", raw("x", { "content-type": "multipart/form-data; boundary=a" }), 400, "malformed"],
    ["form without image", form((data) => data.append("snr", "3")), 400, "malformed"],
    ["image as text", form((data) => data.append("image", "text")), 400, "malformed"],
    ["empty image", form((data) => data.append("image", new Blob([]), "a.png")), 400, "malformed"],
    [
      "option as file",
      form((data) => {
        data.append("image", new Blob([PHOTO]), "a.png");
        data.append("snr", new Blob(["3"]), "snr");
      }),
      400,
      "malformed",
    ],
    ["too large", raw(new Uint8Array(1025)), 413, "too-large"],
    ["bad photo", raw(new Uint8Array([0])), 400, "malformed"],
  ];
  for (const [what, init, status, kind] of cases) {
    const problem = await problemOf(await app.request("/v1/transmit", init));
    assertEquals([what, problem.status, problem.type], [what, status, `urn:semcast:problem:${kind}`]);
  }
});

Deno.test("a chunked body is cut off at the limit, not buffered", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1000;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const app = createTransmitApp(stubTransmitter(), config({ MAX_BODY_BYTES: "10000" }));
  const problem = await problemOf(await app.request("/v1/transmit", raw(endless)));
  assertEquals(problem.type, "urn:semcast:problem:too-large");
  // What is over the limit is thrown away, and that has an end too.
  assertEquals(pulled < 60_000, true, `Read ${pulled} bytes`);
});

Deno.test("a body that never ends is given up", async () => {
  const stuck = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(PHOTO) });
  const app = createTransmitApp(stubTransmitter(), config({ BODY_TIMEOUT_MS: "100" }));
  assertEquals((await problemOf(await app.request("/v1/transmit", raw(stuck)))).status, 408);
});

Deno.test("a fault of ours says nothing of its inside", async () => {
  const log = console.error;
  console.error = () => {};
  try {
    const app = createTransmitApp(stubTransmitter(), config());
    const response = await app.request("/v1/transmit", raw(new Uint8Array([1])));
    const problem = await problemOf(response);
    assertEquals(problem.status, 500);
    assertEquals(JSON.stringify(problem).includes("secret"), false);
  } finally {
    console.error = log;
  }
});

Deno.test("more work than MAX_CONCURRENT is answered with 503 and Retry-After", async () => {
  const service = stubTransmitter();
  const gate = Promise.withResolvers<void>();
  const transmit = service.transmit;
  service.transmit = async (photo, options) => {
    await gate.promise;
    return await transmit(photo, options);
  };
  const app = createTransmitApp(service, config({ MAX_CONCURRENT: "1" }));
  const first = app.request("/v1/transmit", raw(PHOTO));
  const second = await app.request("/v1/transmit", raw(PHOTO));
  assertEquals((await problemOf(second)).status, 503);
  assertMatch(second.headers.get("retry-after") ?? "", /^\d+$/);
  gate.resolve();
  const response = await first;
  assertEquals(response.status, 200);
  await response.body?.cancel();
});

Deno.test("health, the OpenAPI document, unknown paths and methods", async () => {
  const app = createTransmitApp(stubTransmitter(), config());
  assertEquals(await (await app.request("/health/live")).json(), { status: "ok" });
  assertEquals(await (await app.request("/health/ready")).json(), { status: "ok" });
  const document = await (await app.request("/openapi.json")).json();
  assertEquals(document.openapi, "3.1.0");
  const route = document.paths["/v1/transmit"].post;
  assertEquals(Object.keys(route.requestBody.content), ["multipart/form-data", "image/*"]);
  const snr = route.parameters.find((parameter: { name: string }) => parameter.name === "snr").schema;
  assertEquals([snr.type, snr.minimum, snr.maximum, snr.default], ["number", -20, 40, 3]);
  assertEquals((await problemOf(await app.request("/nothing"))).status, 404);
  const wrong = await app.request("/v1/transmit");
  assertEquals(wrong.headers.get("allow"), "POST");
  assertEquals((await problemOf(wrong)).status, 405);
});
