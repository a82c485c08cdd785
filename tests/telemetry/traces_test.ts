import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { z } from "zod";
import { startOipServer } from "../decoder/fixtures/oip_process.ts";
import { examplePhoto } from "../end_to_end/photos.ts";
import { startFunction } from "../end_to_end/process.ts";

const attribute = z.object({ key: z.string(), value: z.unknown() });
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(""),
  name: z.string(),
  attributes: z.array(attribute).default([]),
});
const traces = z.object({
  resourceSpans: z.array(z.object({
    resource: z.object({ attributes: z.array(attribute) }),
    scopeSpans: z.array(z.object({ spans: z.array(span) })),
  })),
});

type Span = z.infer<typeof span> & { service: string };

/** A collector: takes what is exported by OTLP over HTTP, as JSON. */
function collector() {
  const spans: Span[] = [], bodies: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const text = await request.text();
    bodies.push(text);
    if (new URL(request.url).pathname === "/v1/traces") {
      for (const { resource, scopeSpans } of traces.parse(JSON.parse(text)).resourceSpans) {
        const name = resource.attributes.find(({ key }) => key === "service.name")?.value;
        const service = z.object({ stringValue: z.string() }).parse(name).stringValue;
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((each) => ({ ...each, service }))));
      }
    }
    return Response.json({});
  });
  return { spans, bodies, url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}

/** Stands before the inference server and writes down the trace that each request of it names. */
function traced(target: string) {
  const parents: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/infer")) parents.push(request.headers.get("traceparent") ?? "");
    const body = request.method === "POST" ? await request.arrayBuffer() : undefined;
    return await fetch(target + pathname, { method: request.method, headers: request.headers, body });
  });
  return { parents, url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}

Deno.test("one trace leads from transmitter to receiver to decoder, and tells nothing of the photo", async () => {
  const { bytes, name } = await examplePhoto();
  const collected = collector();
  const inference = await startOipServer();
  const decoder = traced(inference.url);
  const env = (service: string) => ({
    OTEL_DENO: "true",
    OTEL_SERVICE_NAME: service,
    OTEL_EXPORTER_OTLP_ENDPOINT: collected.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "200",
  });
  const receiver = await startFunction("functions/receive/index.ts", {
    env: { ...env("receiver"), DECODER: decoder.url, DECODER_DEADLINE_MS: "120000" },
  });
  const transmitter = await startFunction("functions/transmit/index.ts", {
    env: { ...env("transmitter"), RECEIVER_URL: `${receiver.url}/v1/receive`, FORWARD_TIMEOUT_MS: "120000" },
  });
  try {
    // A trace of our own to look for.
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const form = new FormData();
    form.append("image", new Blob([bytes]), `nobody-may-read-this-${name}`);
    const answer = await fetch(`${transmitter.url}/v1/transmit?forward=true&steps=0`, {
      method: "POST",
      body: form,
      headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` },
    });
    assertEquals([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
    assertMatch(answer.headers.get("semcast-decoder") ?? "", /^remote; steps=0; degraded=false$/);
    await answer.body?.cancel();
    // What a photo shows may also be said by a field.
    form.append("prompt", "nobody-may-read-this");
    const refused = await fetch(`${transmitter.url}/v1/transmit`, { method: "POST", body: form });
    assertEquals(refused.status, 400);
    await refused.body?.cancel();

    const ours = () => collected.spans.filter(({ traceId }) => traceId === id);
    const named = (service: string, what: string) =>
      ours().find((each) => each.service === service && each.name === what);
    while (!named("transmitter", "POST /v1/transmit") || !named("receiver", "POST /v1/receive")) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000)); // the rest of the last batch
    const parentOf = ({ parentSpanId }: Span) => ours().find(({ spanId }) => spanId === parentSpanId);
    const received = named("receiver", "POST /v1/receive")!;
    const call = parentOf(received);
    assertEquals(call?.service, "transmitter");
    for (let at = call; at !== undefined && at.name !== "POST /v1/transmit"; at = parentOf(at)) {
      assertEquals(at.service, "transmitter");
    }
    const stages = (service: string) => ours().filter((each) => each.service === service).map((each) => each.name);
    for (const stage of ["pixels", "segment", "encode", "prompt", "code"]) {
      assert(stages("transmitter").includes(stage), `${stage} is not among ${stages("transmitter")}`);
    }
    for (const stage of ["decode"]) assert(stages("receiver").includes(stage), `${stages("receiver")}`);
    // The inference server is told the same trace, by a span of the receiver's.
    assert(decoder.parents.length > 0);
    for (const parent of decoder.parents.filter((each) => each.includes(id))) {
      const [, trace, caller] = parent.split("-");
      assertEquals([trace, ours().find(({ spanId }) => spanId === caller)?.service], [id, "receiver"]);
    }
    assert(decoder.parents.some((each) => each.includes(id)), decoder.parents.join());

    const everything = collected.bodies.join("\n");
    assert(!everything.includes("nobody-may-read-this"), "A field or the name of the photo's file was exported");
    const photo = new Uint8Array(bytes);
    const sample = btoa(String.fromCharCode(...photo.subarray(3000, 3030)));
    assert(!everything.includes(sample));
    const longest = Math.max(
      ...collected.spans.flatMap(({ attributes }) => attributes.map(({ value }) => JSON.stringify(value).length)),
    );
    assert(longest < 300, `An attribute has ${longest} characters`);
  } finally {
    await transmitter.stop();
    await receiver.stop();
    await decoder.close();
    await inference.kill();
    await collected.close();
  }
});

Deno.test("the collector drops queries, which Deno's own spans have and a prompt may be in", async () => {
  const { processors, service } = z.object({
    processors: z.record(z.string(), z.unknown()),
    service: z.object({ pipelines: z.object({ traces: z.object({ processors: z.array(z.string()) }) }) }),
  }).parse(parse(await Deno.readTextFile(new URL("../../deploy/collector.yml", import.meta.url))));
  const actions = ["url.full", "url.query"].map((key) => ({ key, action: "delete" }));
  assertEquals(processors["attributes/queries"], { actions });
  assertEquals(service.pipelines.traces.processors, ["attributes/queries", "batch"]);
});
