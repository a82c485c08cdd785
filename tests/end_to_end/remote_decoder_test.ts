import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { PACKET_TYPE } from "../../functions/_shared/http/media.ts";
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { receiveService } from "../../functions/receive/service.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { receptionSchema } from "../../functions/_shared/result.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { type OipProcess, startOipServer } from "../decoder/fixtures/oip_process.ts";
import { examplePhoto } from "./photos.ts";
import { type FunctionProcess, startFunction } from "./process.ts";

const DEADLINE_MS = 10_000;
const { bytes: photo } = await examplePhoto();
const { width, height } = decodeImage(photo);
const body = new Uint8Array(
  (await transmitService(loadConfig(() => undefined)).transmit(photo, transmitOptionsSchema.parse({ cbr: 1 / 16 })))
    .bytes,
);

async function withReceiver(test: (receiver: FunctionProcess, server: OipProcess) => Promise<void>): Promise<void> {
  const server = await startOipServer();
  const receiver = await startFunction("functions/receive/index.ts", {
    env: { DECODER: server.url, DECODER_DEADLINE_MS: String(DEADLINE_MS) },
  });
  try {
    await (await fetch(`${receiver.url}/health/ready`)).body?.cancel();
    await test(receiver, server);
  } finally {
    await receiver.stop();
    await server.kill();
  }
}

function receive(receiver: FunctionProcess, accept: string, signal?: AbortSignal): Promise<Response> {
  const headers = { "content-type": PACKET_TYPE, accept };
  return fetch(`${receiver.url}/v1/receive`, { method: "POST", body, headers, signal });
}

/** Which decoder made a picture. */
async function decoderOf(answer: Promise<Response>): Promise<string | null> {
  const { headers, body } = await answer;
  await body?.cancel();
  return headers.get("semcast-decoder");
}

Deno.test("a receiver answers with a picture in time whatever its inference server does, and finds it again", async () => {
  await withReceiver(async (receiver, server) => {
    const picture = async () => {
      const begin = performance.now();
      const response = await receive(receiver, "image/png");
      const { width: w, height: h } = decodeImage(new Uint8Array(await response.arrayBuffer()));
      assertEquals([response.status, w, h], [200, width, height]);
      assertLess(performance.now() - begin, DEADLINE_MS + 1000);
      return response.headers.get("semcast-decoder");
    };
    while (await picture() !== "remote; steps=4; degraded=false");
    for (const mode of ["hang", "nan", "error"]) {
      await server.mode(mode);
      assertEquals([mode, await picture()], [mode, "wasm; steps=0; degraded=true"]);
      await server.mode("good");
      while (await picture() !== "remote; steps=4; degraded=false") await new Promise((go) => setTimeout(go, 100));
    }
    await server.kill();
    assertEquals(await picture(), "wasm; steps=0; degraded=true");
  });
});

Deno.test("progress comes while the receiver works: steps and previews, then the same JSON as without", async () => {
  await withReceiver(async (receiver, server) => {
    while (await decoderOf(receive(receiver, "image/png")) !== "remote; steps=4; degraded=false");
    await server.mode("steady");
    const response = await receive(receiver, "text/event-stream");
    const arrived: { event: string; at: number; data: string }[] = [];
    let rest = "";
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const [event, data] = block.split("\n").map((line) => line.slice(line.indexOf(" ") + 1));
        arrived.push({ event, data, at: performance.now() });
      }
    }
    const events = arrived.map(({ event }) => event);
    assertEquals(events.filter((event) => event === "step").length, 4);
    assertEquals(events.filter((event) => event === "preview").length, 3);
    assertEquals(events[events.length - 1], "result");
    const times = arrived.filter(({ event }) => event === "step").map(({ at }) => at);
    assert(times.every((at, i) => i === 0 || at - times[i - 1] > 200), "Steps came all at once");
    const preview: { image: string } = JSON.parse(arrived.find(({ event }) => event === "preview")!.data);
    const png = Uint8Array.from(atob(preview.image.split(",")[1]), (char) => char.charCodeAt(0));
    assertEquals(decodeImage(png).width, width);
    await server.mode("good");
    const expected = receptionSchema.parse(await (await receive(receiver, "application/json")).json());
    const result = receptionSchema.parse(JSON.parse(arrived[arrived.length - 1].data));
    assert(JSON.stringify({ ...result, ms: null }) === JSON.stringify({ ...expected, ms: null }), "Another result");
  });
});

/** Aborts a request after a step and a half of 300 ms, and counts what the inference server was asked for. */
async function asked(server: OipProcess, send: (signal: AbortSignal) => Promise<Response>): Promise<number> {
  const before = await server.mode("steady");
  const control = new AbortController();
  const answer = send(control.signal).then((response) => response.arrayBuffer());
  const begin = performance.now();
  while (await server.mode("steady") === before) assertLess(performance.now() - begin, 5000);
  await new Promise((resolve) => setTimeout(resolve, 450));
  control.abort();
  await answer.catch(() => {}); // nobody waits for it
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return await server.mode("good") - before;
}

// Four steps, a preview after each but the last, and the picture would be eight requests: one step and its preview are
// done, one step more has begun, and what follows from it at once may have.
const MOST_REQUESTS = 4;

Deno.test("a client that goes away stops the work within one step", async () => {
  await withReceiver(async (receiver, server) => {
    while ((await decoderOf(receive(receiver, "image/png")))?.startsWith("wasm"));
    assertLessOrEqual(await asked(server, (signal) => receive(receiver, "text/event-stream", signal)), MOST_REQUESTS);
  });
});

Deno.test("an aborted request for a picture stops the work within one step", async () => {
  const server = await startOipServer();
  const config = loadConfig((name) => name === "DECODER" ? server.url : undefined);
  const service = receiveService(config);
  const app = createReceiveApp(service, config);
  const post = async (signal?: AbortSignal) =>
    await app.request("/v1/receive", { method: "POST", body, headers: { "content-type": PACKET_TYPE }, signal });
  try {
    while ((await decoderOf(post()))?.startsWith("wasm"));
    assertLessOrEqual(await asked(server, post), MOST_REQUESTS - 1);
  } finally {
    service.close();
    await server.kill();
  }
});
