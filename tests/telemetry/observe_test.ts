import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { observe } from "../../functions/_shared/telemetry/observe.ts";
import { routeName } from "../../functions/_shared/telemetry/route_name.ts";
import { PACKET_TYPE } from "../../functions/_shared/http/media.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { config, stubReceiver } from "../contract/stubs.ts";
import { stagesOf } from "../../functions/_shared/telemetry/stages.ts";

Deno.test("stages come from Server-Timing in their order, without the total", () => {
  assertEquals(stagesOf("pixels;dur=3.5, encode;dur=10.0, total;dur=14.1"), [["pixels", 3.5], ["encode", 10]]);
  assertEquals(stagesOf(null), []);
});

Deno.test("paths that anybody can make up are one route", () => {
  assertEquals(routeName("/v1/jobs/0123/result"), "/v1/jobs/{id}/result");
  assertEquals(routeName("/v1/transmit"), "/v1/transmit");
  assertEquals([routeName("/a"), routeName("/v1/jobs/a/b"), routeName("/v1/transmit/")], ["other", "other", "other"]);
});

Deno.test("metrics count requests, stages, bytes, degraded pictures and the outbox; the log has no secrets", async () => {
  const lines: string[] = [];
  const app = observe(
    () =>
      new Response("abc", {
        headers: {
          "content-length": "3",
          "server-timing": "decode;dur=20.0, total;dur=21",
          "semcast-decoder": "wasm; steps=0; degraded=true",
          "x-request-id": "r1",
        },
      }),
    { depth: () => Promise.resolve(7), log: (line) => lines.push(line) },
  );
  for (let i = 0; i < 2; i++) {
    const answer = await app(
      new Request("http://a/v1/receive?prompt=secret", {
        method: "POST",
        body: "12345",
        headers: { authorization: "Bearer secret", "content-length": "5" },
      }),
    );
    assertEquals(await answer.text(), "abc");
  }
  const text = await (await app(new Request("http://a/metrics"))).text();
  for (
    const line of [
      'semcast_requests_total{route="/v1/receive",status="200"} 2',
      'semcast_stage_seconds_bucket{le="0.025",stage="decode"} 2',
      'semcast_stage_seconds_bucket{le="0.01",stage="decode"} 0',
      'semcast_body_bytes_total{direction="in",route="/v1/receive"} 10',
      'semcast_body_bytes_total{direction="out",route="/v1/receive"} 6',
      "semcast_degraded_total 2",
      "semcast_outbox_depth 7",
      "semcast_requests_in_flight 0",
    ]
  ) assertStringIncludes(text, line);
  assertEquals(lines.length, 2);
  assert(!lines.join().includes("secret"));
  const { id, route, status, degraded } = JSON.parse(lines[0]);
  assertEquals({ id, route, status, degraded }, { id: "r1", route: "/v1/receive", status: 200, degraded: true });
});

Deno.test("a line of the log has the id and the length that the answer has", async () => {
  const lines: string[] = [];
  const depth = () => Promise.resolve(0);
  const app = observe(createReceiveApp(stubReceiver(), config()).fetch, { depth, log: (line) => lines.push(line) });
  const answers = [
    await app(new Request("http://a/v1/receive", { method: "POST", body: "x" })),
    await app(
      new Request("http://a/v1/receive", {
        method: "POST",
        body: "xyz",
        headers: { "content-type": PACKET_TYPE, "idempotency-key": "a" },
      }),
    ),
  ];
  const seen = lines.map((line) => JSON.parse(line)).map(({ status, id, bytesOut }) => ({ status, id, bytesOut }));
  for (const [i, answer] of answers.entries()) {
    const [id, { length }] = [answer.headers.get("x-request-id"), await answer.bytes()];
    assertEquals(seen[i], { status: [415, 200][i], id, bytesOut: length });
    assert(id !== null && length > 0);
  }
});

Deno.test("a handler that throws is counted as 500", async () => {
  const app = observe(() => Promise.reject(new Error("no")), {
    depth: () => Promise.reject(new Error()),
    log: () => {},
  });
  const failed = await Promise.resolve(app(new Request("http://a/v1/link"))).then(() => false, () => true);
  assert(failed);
  const text = await (await app(new Request("http://a/metrics"))).text();
  assertStringIncludes(text, 'semcast_requests_total{route="/v1/link",status="500"} 1');
  assertStringIncludes(text.toLowerCase(), "semcast_outbox_depth nan");
});
