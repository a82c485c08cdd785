import { assert, assertEquals } from "@std/assert";
import { createReceiveApp, type ReceiveService } from "../../functions/receive/app.ts";
import { createLinkApp } from "../../functions/link/app.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { receptionSchema } from "../../functions/_shared/result.ts";
import { config, problemOf, stubReceiver } from "./stubs.ts";

const request = (body: BodyInit = new Uint8Array([5, 6])) => ({
  method: "POST",
  body,
  headers: { "content-type": "application/vnd.semcast.packet", accept: "text/event-stream" },
});

interface Event {
  event: string;
  // deno-lint-ignore no-explicit-any -- what JSON holds is checked by the assertions
  data: any;
}

async function eventsOf(response: Response): Promise<Event[]> {
  assertEquals([response.status, response.headers.get("content-type")], [200, "text/event-stream"]);
  const text = await response.text();
  assert(text.endsWith("\n\n"));
  return text.trimEnd().split("\n\n").map((block) => {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block)!;
    return { event, data: JSON.parse(data) };
  });
}

/** A receiver that reports two steps with previews. */
function telling(fail = false): ReceiveService {
  const stub = stubReceiver();
  return {
    ...stub,
    receive(packet, options, watch) {
      watch?.onStage?.("diffuse");
      watch?.onStep?.(1, 2);
      watch?.onPreview?.(1, new Uint8Array([7]));
      watch?.onStep?.(2, 2);
      if (fail) throw new SemcastError("unsupported", "Packet has profile large");
      return stub.receive(packet, options);
    },
  };
}

Deno.test("POST /v1/receive tells stages, steps and previews as server-sent events, and in the end the result", async () => {
  const events = await eventsOf(await createReceiveApp(telling(), config()).request("/v1/receive", request()));
  assertEquals(events.slice(0, -1), [
    { event: "stage", data: { stage: "diffuse" } },
    { event: "step", data: { step: 1, steps: 2 } },
    { event: "preview", data: { step: 1, image: "data:image/png;base64,Bw==" } },
    { event: "step", data: { step: 2, steps: 2 } },
  ]);
  const last = events[events.length - 1];
  assertEquals(last.event, "result");
  assertEquals(receptionSchema.parse(last.data).files.reconstruction, "data:image/png;base64,BQY=");
});

Deno.test("a failure in the middle of events is their last one, as problem details", async () => {
  const events = await eventsOf(await createReceiveApp(telling(true), config()).request("/v1/receive", request()));
  assertEquals(events.map(({ event }) => event), ["stage", "step", "preview", "step", "error"]);
  const { data } = events[4];
  assertEquals([data.type, data.status, data.detail], [
    "urn:semcast:problem:unsupported",
    415,
    "Packet has profile large",
  ]);
});

Deno.test("what is wrong before the work begins has a status of its own, for events too", async () => {
  const app = createReceiveApp(telling(), config());
  assertEquals((await problemOf(await app.request("/v1/receive?steps=9", request()))).status, 400);
  assertEquals((await problemOf(await app.request("/v1/receive", request(new Uint8Array(0))))).status, 400);
});

Deno.test("events hold their place among MAX_CONCURRENT until the last one; who leaves stops the work", async () => {
  let stopped = false;
  const endless: ReceiveService = {
    ...stubReceiver(),
    receive: (_packet, _options, watch) =>
      new Promise((_, reject) =>
        watch?.signal?.addEventListener("abort", () => {
          stopped = true;
          reject(watch.signal?.reason);
        })
      ),
  };
  const app = createReceiveApp(endless, config({ MAX_CONCURRENT: "1" }));
  const response = await app.request("/v1/receive", request());
  assertEquals((await problemOf(await app.request("/v1/receive", request()))).status, 503);
  await response.body?.cancel();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert(stopped);
  const again = await app.request("/v1/receive", request());
  assertEquals(again.status, 200);
  await again.body?.cancel();
});

Deno.test("a request may name adapters, at most four, within weights of ±2, and no file of the server", async () => {
  const service = stubReceiver();
  const app = createReceiveApp(service, config());
  const ask = (lora: string) =>
    app.request(`/v1/receive?lora=${encodeURIComponent(lora)}`, { method: "POST", body: new Uint8Array([5]) });
  const good: [string, { name: string; weight: number }[]][] = [
    ["streets", [{ name: "streets", weight: 1 }]],
    ["streets:0.5,people:-1.5", [{ name: "streets", weight: 0.5 }, { name: "people", weight: -1.5 }]],
    ["streets:0", [{ name: "streets", weight: 0 }]],
  ];
  for (const [text, expected] of good) {
    assertEquals((await ask(text)).status, 200);
    assertEquals(service.seen[service.seen.length - 1].options.lora, expected);
  }
  const bad = [
    "",
    "streets:",
    "streets:x",
    "streets:2.1",
    "a,b,c,d,e",
    "../secret",
    "/etc/a.safetensors",
    "a/b.safetensors",
  ];
  for (const text of bad) {
    const problem = await problemOf(await ask(text));
    assertEquals([text, problem.status, problem.errors?.map(({ field }) => field)], [text, 400, ["lora"]]);
  }
});

Deno.test("a request may name the decoder that the service was set up for, and no other", async () => {
  const urls = "http://10.0.0.1:8000,http://10.0.0.2:8000";
  const plain = { ...request(), headers: { "content-type": "application/vnd.semcast.packet" } };
  const cases: [string | undefined, string, number][] = [
    [undefined, "wasm", 200],
    [undefined, "webgpu", 400],
    [undefined, "http://169.254.169.254/", 400],
    [undefined, "cuda", 400],
    ["native", "native", 200],
    ["native", "webgpu", 400],
    [urls, urls, 200],
    [urls, "http://10.0.0.1:8000", 400],
  ];
  for (const [configured, asked, status] of cases) {
    const environment = config(configured === undefined ? {} : { DECODER: configured });
    const app = createReceiveApp(stubReceiver(), environment);
    const response = await app.request(`/v1/receive?decoder=${encodeURIComponent(asked)}`, plain);
    assertEquals([configured, asked, response.status], [configured, asked, status]);
    if (status === 400) {
      const problem = await problemOf(response);
      assertEquals(problem.errors?.map(({ field }) => field), ["decoder"]);
      assert(!problem.detail?.includes("10.0.0.2"), "An address of ours was told");
    } else await response.body?.cancel();
    const link = createLinkApp(
      { ready: () => Promise.resolve(), send: () => Promise.reject(new Error("no")) },
      environment,
    );
    const photo = { method: "POST", body: new Uint8Array([1]), headers: { "content-type": "image/png" } };
    if (status === 400) {
      assertEquals((await link.request(`/v1/link?decoder=${encodeURIComponent(asked)}`, photo)).status, 400);
    }
  }
});
