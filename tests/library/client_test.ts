import { assert, assertEquals, assertRejects } from "@std/assert";
import type { z } from "@hono/zod-openapi";
import type { problemSchema } from "../../functions/_shared/http/problem.ts";
import type { LinkReport, Reception } from "../../functions/_shared/result.ts";
import { createClient, ProblemError } from "../../functions/library/client.ts";
import type { LinkAnswer, LinkRequest, ProblemAnswer, ReceiveAnswer } from "../../functions/library/client_types.ts";
import type { OPTION_FIELDS } from "../../functions/_shared/options.ts";
import { addLinkRoutes } from "../../functions/link/app.ts";
import { linkService } from "../../functions/link/service.ts";
import { addReceiveRoutes } from "../../functions/receive/app.ts";
import { receiveService } from "../../functions/receive/service.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { config } from "../contract/stubs.ts";

// The client's types are the schemas', in both directions: else this file does not compile.
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;
const same: [
  Same<ReceiveAnswer, Reception>,
  Same<LinkAnswer, LinkReport>,
  Same<ProblemAnswer, z.infer<typeof problemSchema>>,
  Same<Exclude<keyof z.infer<typeof OPTION_FIELDS.link>, "profile">, keyof LinkRequest>,
] = [true, true, true, true];

const picture = decodeImage(await Deno.readFile(new URL("../../examples/lighthouse.png", import.meta.url)));
const photo = encodePng(resize(picture, 96, 64));

/** A server with all routes and the real stages. */
async function withServer(use: (base: string, seen: Request[]) => Promise<void>): Promise<void> {
  const seen: Request[] = [];
  const values: Record<string, string> = {};
  let fetch: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    seen.push(request);
    return fetch(request);
  });
  const base = `http://127.0.0.1:${server.addr.port}`;
  values.RECEIVER_URL = `${base}/v1/receive`;
  const settings = config(values);
  const receiver = receiveService(settings);
  const app = createTransmitApp(transmitService(settings), settings);
  addReceiveRoutes(app, receiver, settings);
  addLinkRoutes(app, linkService(settings), settings);
  fetch = app.fetch;
  try {
    await use(base, seen);
  } finally {
    receiver.close();
    await server.shutdown();
  }
}

Deno.test({
  name: "the client drives a server: packet, picture, description, forwarding, link, problems",
  // The decoder's worker ends after close() by itself.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    assertEquals(same.every(Boolean), true);
    await withServer(async (base, seen) => {
      const client = createClient(base, { headers: { authorization: "Bearer of-mine" } });

      const sent = await client.transmit(photo, { snr: 99 }).catch((error) => error);
      await t.step("an option that is refused names its field", () => {
        assert(sent instanceof ProblemError);
        assertEquals([sent.problem.status, sent.problem.errors?.[0].field], [400, "snr"]);
      });

      const { packet, symbols, cbr, bpp } = await client.transmit(photo, {
        snr: 6,
        cbr: 0.1,
        roi: [{ x: 0, y: 0, width: 32, height: 32 }, { x: 40, y: 0, width: 16, height: 16 }],
        key_classes: ["person", "car"],
      });
      await t.step("a photo becomes a packet within its budget", () => {
        assert(symbols > 0 && cbr <= 0.1 && bpp > 0 && packet.length > 0);
        const url = new URL(seen.at(-1)!.url);
        assertEquals(url.searchParams.getAll("roi"), ["0,0,32,32", "40,0,16,16"]);
        assertEquals(url.searchParams.get("key_classes"), "person,car");
        assertEquals(seen.at(-1)!.headers.get("authorization"), "Bearer of-mine");
      });

      await t.step("a packet becomes a picture in the wanted format", async () => {
        for (const format of ["png", "webp", "jpeg"] as const) {
          const got = decodeImage(await client.receive(packet, { steps: 0 }, { format }));
          assertEquals([got.format, got.width, got.height], [format, 96, 64]);
        }
      });

      await t.step("a packet is described, and its prompt can be sent again", async () => {
        const { image, layers, prompt, files } = await client.describe(packet, { steps: 0 });
        assertEquals([image, layers.every(({ crc_ok }) => crc_ok)], [{ width: 96, height: 64 }, true]);
        assert(files.reconstruction.startsWith("data:image/png;base64,") && prompt !== null);
        const again = await client.transmit(photo, { snr: 6, cbr: 0.1, prompt });
        assertEquals((await client.describe(again.packet, { steps: 0 })).prompt, prompt);
      });

      await t.step("forwarding gives the picture of the server's receiver", async () => {
        const got = decodeImage(await client.forward(photo, { snr: 6, cbr: 0.5, steps: 0 }, { format: "webp" }));
        assertEquals([got.format, got.width, got.height], ["webp", 96, 64]);
      });

      await t.step("the link answers with its figures", async () => {
        const report = await client.link(photo, { snr: 12, cbr: 0.5, steps: 0, channel: "rayleigh", seed: 3 });
        assertEquals(report.channel, { kind: "rayleigh", snr_db: 12, seed: 3 });
        assert(report.metrics.psnr !== null && report.metrics.psnr > 10);
      });

      await t.step("bad bytes and a call that was given up end as errors", async () => {
        const refused = await client.receive(new Uint8Array([1, 2, 3])).catch((error) => error);
        assert(refused instanceof ProblemError);
        assertEquals(refused.problem.status, 400);
        await assertRejects(() => client.transmit(photo, {}, { signal: AbortSignal.abort() }), DOMException);
      });
    });
  },
});

Deno.test("what a proxy answers is an error too, with its Retry-After", async () => {
  const client = createClient("http://semcast.test/behind/", {
    fetch: (input) => {
      assertEquals(String(input), "http://semcast.test/behind/v1/receive?steps=2");
      return Promise.resolve(new Response("<h1>Busy</h1>", { status: 503, headers: { "retry-after": "7" } }));
    },
  });
  const error = await client.receive(new Uint8Array(1), { steps: 2 }).catch((error) => error);
  assert(error instanceof ProblemError);
  assertEquals([error.problem.status, error.problem.type, error.retryAfter], [503, "about:blank", 7]);
});
