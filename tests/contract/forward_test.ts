import { assertEquals, assertStringIncludes } from "@std/assert";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, problemOf, stubTransmitter } from "./stubs.ts";

const RECEIVER = "http://receiver.test/v1/receive";
const post = { method: "POST", body: new Uint8Array([9]), headers: { "content-type": "image/png", accept: "image/*" } };

function app(answer: (request: Request) => Response | Promise<Response>, values: Record<string, string> = {}) {
  const service = stubTransmitter();
  service.fetch = async (input, init) => {
    const signal = init?.signal;
    const aborted = new Promise<never>((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
    return await Promise.race([answer(new Request(input as URL, init)), aborted]);
  };
  return createTransmitApp(service, config({ RECEIVER_URL: RECEIVER, ...values }));
}

Deno.test("forward=true posts the packet to the configured receiver and passes its answer on", async () => {
  const seen: Request[] = [];
  const transmitter = app((request) => {
    seen.push(request);
    return new Response("picture", { headers: { "content-type": "image/png", "set-cookie": "a=b" } });
  });
  const response = await transmitter.request("/v1/transmit?forward=true&steps=2&seed=7&snr=1", post);
  assertEquals(response.status, 200);
  assertEquals(await response.text(), "picture");
  assertEquals(response.headers.get("content-type"), "image/png");
  assertEquals(response.headers.get("set-cookie"), null);
  assertEquals(response.headers.get("semcast-symbols"), "10");
  assertEquals(seen[0].url, `${RECEIVER}?steps=2&seed=7`);
  assertEquals(seen[0].headers.get("content-type"), "application/vnd.semcast.packet");
  assertEquals(seen[0].headers.get("accept"), "image/*");
  assertEquals(new Uint8Array(await seen[0].arrayBuffer()), new Uint8Array([9]));
});

Deno.test("only receivers on the allow-list can be named", async () => {
  const transmitter = app(() => new Response("x", { headers: { "content-type": "image/png" } }), {
    FORWARD_ALLOW: "https://other.test/v1/receive",
  });
  const allowed = await transmitter.request("/v1/transmit?forward=https://other.test/v1/receive", post);
  assertEquals(allowed.status, 200);
  await allowed.body?.cancel();
  for (
    const url of [
      "http://169.254.169.254/latest",
      "https://other.test/v1/receive2",
      "https://other.test@evil.test/v1/receive",
      "http://other.test/v1/receive",
      "file:///etc/passwd",
    ]
  ) {
    const response = await transmitter.request(`/v1/transmit?forward=${encodeURIComponent(url)}`, post);
    assertEquals((await problemOf(response)).type, "urn:semcast:problem:forward-not-allowed");
  }
  assertEquals((await problemOf(await transmitter.request("/v1/transmit?forward=yes", post))).status, 400);
});

Deno.test("forward without a configured receiver is refused before any work", async () => {
  const service = stubTransmitter();
  const response = await createTransmitApp(service, config()).request("/v1/transmit?forward=true", post);
  assertEquals((await problemOf(response)).status, 403);
  assertEquals(service.seen.length, 0);
});

Deno.test("a receiver's busy answer is passed on with its Retry-After", async () => {
  const response = await app(() =>
    new Response("{}", { status: 503, headers: { "content-type": "application/problem+json", "retry-after": "7" } })
  ).request("/v1/transmit?forward=true", post);
  assertEquals([response.status, response.headers.get("retry-after")], [503, "7"]);
  await response.body?.cancel();
});

Deno.test("failures of the receiver are gateway problems", async () => {
  const log = console.error;
  console.error = () => {};
  const cases: [string, () => Response | Promise<Response>, number][] = [
    ["unreachable", () => Promise.reject(new TypeError("connection refused")), 502],
    ["500", () => new Response("oops", { status: 500 }), 502],
    ["redirect", () => new Response(null, { status: 302, headers: { location: "http://evil.test" } }), 502],
    ["web page", () => new Response("<html>", { headers: { "content-type": "text/html" } }), 502],
    ["silent", () => new Promise(() => {}), 504],
    ["too much", () => new Response(new Uint8Array(5000), { headers: { "content-type": "image/png" } }), 502],
  ];
  try {
    for (const [what, answer, status] of cases) {
      const transmitter = app(answer, { FORWARD_TIMEOUT_MS: "100", MAX_BODY_BYTES: "1024" });
      const problem = await problemOf(await transmitter.request("/v1/transmit?forward=true", post));
      assertEquals([what, problem.status], [what, status]);
      assertStringIncludes(problem.type, "urn:semcast:problem:receiver-");
    }
  } finally {
    console.error = log;
  }
});
