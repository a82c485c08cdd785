import { assert, assertEquals, assertMatch } from "@std/assert";
import { createReceiveApp, type ReceiveService } from "../../functions/receive/app.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { type Job, jobSchema, openJobs } from "../../functions/_shared/jobs/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { config, problemOf, stubReceiver, stubTransmitter } from "./stubs.ts";

const FAST = { OUTBOX_URL: "off", JOB_LEASE_MS: "300", RECEIVER_URL: "http://receiver.test/v1/receive" };
const PACKET = "application/vnd.semcast.packet";

type App = { request(path: string, init?: RequestInit): Response | Promise<Response> };

function receive(app: App, body: number[], headers: Record<string, string>, path = "/v1/receive") {
  return app.request(path, {
    method: "POST",
    body: new Uint8Array(body),
    headers: { "content-type": PACKET, ...headers },
  });
}

/** A receiver with jobs, for the time of a test. */
async function withReceiver(
  work: (app: App, service: ReturnType<typeof stubReceiver>) => Promise<void>,
  change: (service: ReceiveService) => ReceiveService = (service) => service,
  values: Record<string, string> = {},
): Promise<void> {
  const settings = config({ ...FAST, ...values });
  const service = stubReceiver();
  const jobs = openJobs(settings);
  const app = createReceiveApp(change(service), settings, jobs);
  jobs.start();
  try {
    await work(app, service);
  } finally {
    await jobs.close();
  }
}

async function jobAt(app: App, path: string): Promise<Job> {
  return jobSchema.parse(await (await app.request(path)).json());
}

/** The job when it has one of the states. */
async function until(app: App, path: string, ...states: Job["status"][]): Promise<Job> {
  for (;;) {
    const job = await jobAt(app, path);
    if (states.includes(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("Prefer: respond-async answers 202 at once; the job's result is the route's own answer", async () => {
  await withReceiver(async (app) => {
    const accepted = await receive(app, [1, 2, 3], { prefer: "respond-async, wait=10", accept: "image/png" });
    assertEquals([accepted.status, accepted.headers.get("preference-applied")], [202, "respond-async"]);
    const path = accepted.headers.get("location") ?? "";
    assertMatch(path, /^\/v1\/jobs\/[0-9a-f]{32}$/);
    const job = jobSchema.parse(await accepted.json());
    assertEquals([job.status, job.route, job.links.self], ["queued", "/v1/receive", path]);
    const done = await until(app, path, "succeeded", "failed");
    assertEquals([done.status, done.attempts, done.result_status], ["succeeded", 1, 200]);
    const result = await app.request(job.links.result);
    assertEquals([result.status, result.headers.get("content-type")], [200, "image/png"]);
    assertEquals(result.headers.get("semcast-decoder"), "wasm; steps=0; degraded=false");
    assertEquals(new Uint8Array(await result.arrayBuffer()), new Uint8Array([1, 2, 3]));
  });
});

Deno.test("what the route refuses is the job's result, as a problem", async () => {
  await withReceiver(async (app) => {
    const accepted = await receive(app, [1], { prefer: "respond-async" }, "/v1/receive?steps=99");
    const job = await until(app, jobSchema.parse(await accepted.json()).links.self, "succeeded", "failed");
    assertEquals([job.status, job.result_status], ["failed", 400]);
    assertEquals((await problemOf(await app.request(job.links.result))).errors?.[0].field, "steps");
  });
});

Deno.test("the same Idempotency-Key and request are worked on once and answered the same", async () => {
  await withReceiver(async (app, service) => {
    const first = await receive(app, [1, 2], { "idempotency-key": "abc" });
    assertEquals([first.status, first.headers.get("idempotency-replayed")], [200, null]);
    const again = await receive(app, [1, 2], { "idempotency-key": "abc" });
    assertEquals([again.status, again.headers.get("idempotency-replayed")], [200, "true"]);
    assertEquals(await again.bytes(), await first.bytes());
    assertEquals(service.seen.length, 1);
    const other = await receive(app, [9], { "idempotency-key": "abc" });
    assertEquals((await problemOf(other)).type, "urn:semcast:problem:key-reused");
    assertEquals(other.status, 422);
    const stranger = await receive(app, [9], { "idempotency-key": "abc", authorization: "Bearer other" });
    assertEquals([stranger.status, await stranger.bytes()], [200, new Uint8Array([9])]);
    assertEquals((await receive(app, [9], { "idempotency-key": "a b" })).status, 400);
  });
});

Deno.test("a second request with the key of one in progress gets 409 and where to look", async () => {
  const gate = Promise.withResolvers<void>();
  await withReceiver(async (app) => {
    const first = receive(app, [1], { "idempotency-key": "k" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await receive(app, [1], { "idempotency-key": "k" });
    const path = second.headers.get("location") ?? "";
    assertEquals([(await problemOf(second)).status, second.headers.get("retry-after")], [409, "1"]);
    assertEquals((await jobAt(app, path)).status, "running");
    const early = await app.request(`${path}/result`);
    assertEquals((await problemOf(early)).type, "urn:semcast:problem:in-progress");
    gate.resolve();
    await (await first).body?.cancel();
    assertEquals((await jobAt(app, path)).status, "succeeded");
  }, (service) => ({
    ...service,
    receive: async (...args) => {
      await gate.promise;
      return await service.receive(...args);
    },
  }));
});

Deno.test("a failure that passes is tried again by a job, and told at once to who waits", async () => {
  let failures = 3;
  await withReceiver(async (app) => {
    const waiting = await receive(app, [1], { "idempotency-key": "k" });
    assertEquals([waiting.status, failures], [503, 2]);
    await waiting.body?.cancel();
    const accepted = await receive(app, [1], { prefer: "respond-async", "idempotency-key": "k" });
    assertEquals(accepted.status, 202);
    const job = await until(app, jobSchema.parse(await accepted.json()).links.self, "succeeded", "failed");
    assertEquals([job.status, job.attempts], ["succeeded", 3]);
  }, (service) => ({
    ...service,
    receive: (...args) => {
      if (failures-- > 0) throw new SemcastError("unavailable", "No decoder just now");
      return service.receive(...args);
    },
  }));
});

Deno.test("DELETE cancels a job: its work is stopped and it never gets a result", async () => {
  let begun = false, aborted = false;
  await withReceiver(async (app) => {
    const accepted = await receive(app, [1], { prefer: "respond-async" });
    const { links } = jobSchema.parse(await accepted.json());
    while (!begun) await new Promise((resolve) => setTimeout(resolve, 10));
    const cancelled = await app.request(links.self, { method: "DELETE" });
    assertEquals(jobSchema.parse(await cancelled.json()).status, "cancelled");
    assertEquals((await problemOf(await app.request(links.result))).status, 410);
    while (!aborted) await new Promise((resolve) => setTimeout(resolve, 10));
    assertEquals((await jobAt(app, links.self)).status, "cancelled");
  }, (service) => ({
    ...service,
    receive: (_packet, _options, { signal } = {}) =>
      new Promise((_, reject) => {
        begun = true;
        signal?.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason);
        });
      }),
  }));
});

Deno.test("a job's events tell its stages and steps, and end with the job", async () => {
  const gate = Promise.withResolvers<void>();
  await withReceiver(async (app) => {
    const accepted = await receive(app, [1], { prefer: "respond-async" });
    const { links } = jobSchema.parse(await accepted.json());
    await until(app, links.self, "running");
    const stream = await app.request(links.events);
    assertEquals(stream.headers.get("content-type"), "text/event-stream");
    let text = "";
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      if (text === "") setTimeout(gate.resolve, 50);
      text += chunk;
    }
    const events = text.trim().split("\n\n").map((event) =>
      event.split("\n").map((line) => line.replace(/^\w+: /, ""))
    );
    assertEquals(events.map(([name]) => name), ["stage", "stage", "step", "result"]);
    assertEquals(events[1][1], '{"stage":"diffuse"}');
    assertEquals(jobSchema.parse(JSON.parse(events[3][1])).status, "succeeded");
  }, (service) => ({
    ...service,
    receive: async (packet, options, hooks) => {
      await gate.promise;
      hooks?.onStage?.("diffuse");
      hooks?.onStep?.(1, 1);
      return await service.receive(packet, options, hooks);
    },
  }));
});

Deno.test("unknown jobs are 404, other methods 405, and too many waiting 503", async () => {
  await withReceiver(
    async (app) => {
      for (const id of ["0".repeat(32), "x", "..%2f..%2fetc"]) {
        for (const rest of ["", "/result", "/events"]) {
          const answer = await app.request(`/v1/jobs/${id}${rest}`);
          assertEquals((await problemOf(answer)).status, 404);
        }
      }
      const wrong = await app.request(`/v1/jobs/${"0".repeat(32)}`, { method: "PUT" });
      assertEquals([(await problemOf(wrong)).status, wrong.headers.get("allow")], [405, "DELETE, GET"]);
      for (const prefer of ["respond-async", "RESPOND-ASYNC; x"]) {
        await (await receive(app, [1], { prefer })).body?.cancel();
      }
      const full = await receive(app, [1], { prefer: "respond-async" });
      assertEquals([(await problemOf(full)).status, full.headers.get("retry-after")], [503, "10"]);
    },
    undefined,
    { JOB_WORKERS: "0", OUTBOX_MAX_DEPTH: "2" },
  );
});

Deno.test("forwarded photos carry the entry's id, so that the receiver knows a packet that it had", async () => {
  const settings = config(FAST);
  const receiverJobs = openJobs(settings);
  const service = stubReceiver();
  const receiver = createReceiveApp(service, settings, receiverJobs);
  const transmitter = stubTransmitter();
  const ids: string[] = [];
  let calls = 0;
  transmitter.fetch = async (input, init) => {
    const request = new Request(input as URL, init);
    ids.push(request.headers.get("idempotency-key") ?? "");
    const answer = await receiver.request("/v1/receive", request);
    // The first answer is lost on its way.
    if (calls++ === 0) throw new TypeError("Connection reset");
    return answer;
  };
  const jobs = openJobs(settings);
  const app = createTransmitApp(transmitter, settings, jobs);
  jobs.start();
  const accepted = await app.request("/v1/transmit?forward=true", {
    method: "POST",
    body: new Uint8Array([9]),
    headers: { "content-type": "image/png", prefer: "respond-async" },
  });
  const { id, links } = jobSchema.parse(await accepted.json());
  const job = await until(app, links.self, "succeeded", "failed");
  assertEquals([job.status, job.attempts], ["succeeded", 2]);
  assertEquals(ids, [id, id]);
  assertEquals(service.seen.length, 1);
  assertEquals(await (await app.request(links.result)).bytes(), new Uint8Array([9]));
  await jobs.close();
  await receiverJobs.close();
});

Deno.test("the OpenAPI document has the jobs, the headers and their answers", async () => {
  await withReceiver(async (app) => {
    const { paths, components } = await (await app.request("/openapi.json")).json();
    assertEquals(Object.keys(paths["/v1/jobs/{id}"]).sort(), ["delete", "get"]);
    assert("Job" in components.schemas);
    const route = paths["/v1/receive"].post;
    const headers = route.parameters.filter((parameter: { in: string }) => parameter.in === "header");
    assertEquals(headers.map(({ name }: { name: string }) => name).sort(), ["idempotency-key", "prefer"]);
    for (const status of ["202", "409", "410", "422"]) assert(status in route.responses, status);
  });
});
