import { assertEquals } from "@std/assert";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { receptionSchema } from "../../functions/_shared/result.ts";
import { config, problemOf, stubReceiver } from "./stubs.ts";

const TYPE = "application/vnd.semcast.packet";
const packet = (headers: Record<string, string> = {}, body: BodyInit = new Uint8Array([5, 6])) => ({
  method: "POST",
  body,
  headers: { "content-type": TYPE, ...headers },
});

Deno.test("POST /v1/receive answers with a PNG unless asked otherwise", async () => {
  const service = stubReceiver();
  const app = createReceiveApp(service, config());
  for (const accept of [undefined, "*/*", "image/*", "image/png, application/json;q=0.5", "text/html, image/*;q=0.1"]) {
    const response = await app.request("/v1/receive?steps=0", packet(accept === undefined ? {} : { accept }));
    assertEquals([response.status, response.headers.get("content-type")], [200, "image/png"]);
    assertEquals(response.headers.get("vary"), "Accept");
    assertEquals(response.headers.get("semcast-decoder"), "wasm; steps=0; degraded=false");
    assertEquals(new Uint8Array(await response.arrayBuffer()), new Uint8Array([5, 6]));
  }
  assertEquals(service.seen[0].options, { steps: 0, seed: 1, fidelity: 0.5 });
});

Deno.test("POST /v1/receive describes the picture as JSON", async () => {
  const response = await createReceiveApp(stubReceiver(), config()).request(
    "/v1/receive",
    packet({ accept: "application/json" }),
  );
  const body = receptionSchema.parse(await response.json());
  assertEquals(body.image, { width: 2, height: 1 });
  assertEquals(body.files.reconstruction, "data:image/png;base64,BQY=");
});

Deno.test("bad requests to POST /v1/receive are the client's fault", async () => {
  const app = createReceiveApp(stubReceiver(), config({ MAX_BODY_BYTES: "1024" }));
  const cases: [string, string, RequestInit, number][] = [
    ["empty", "", packet({}, new Uint8Array(0)), 400],
    ["too large", "", packet({}, new Uint8Array(1025)), 413],
    ["a photo", "", packet({ "content-type": "image/png" }), 415],
    ["unacceptable", "", packet({ accept: "text/html" }), 406],
    ["refused type", "", packet({ accept: "image/png;q=0, video/*" }), 406],
    ["too many steps", "?steps=5", packet(), 400],
    ["fraction of a step", "?steps=1.5", packet(), 400],
    ["negative seed", "?seed=-1", packet(), 400],
    ["unknown option", "?snr=3", packet(), 400],
  ];
  for (const [what, query, init, status] of cases) {
    const problem = await problemOf(await app.request(`/v1/receive${query}`, init));
    assertEquals([what, problem.status], [what, status]);
  }
});

Deno.test("readiness fails with the reason while models cannot be loaded", async () => {
  const log = console.error;
  console.error = () => {};
  try {
    const app = createReceiveApp(stubReceiver(), config());
    const problem = await problemOf(await app.request("/health/ready"));
    assertEquals([problem.status, problem.detail], [503, "Not ready: No models here"]);
    assertEquals((await app.request("/health/live")).status, 200);
  } finally {
    console.error = log;
  }
});
