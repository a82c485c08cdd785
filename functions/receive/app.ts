/**
 * The receiver's HTTP interface: packet in, picture or metadata out.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import { SemcastError } from "../_shared/errors.ts";
import { negotiate } from "../_shared/http/accept.ts";
import { createApp, problem, serverTiming } from "../_shared/http/app.ts";
import { readBody } from "../_shared/http/body.ts";
import type { Config } from "../_shared/http/config.ts";
import { curl } from "../_shared/http/docs.ts";
import { RECEPTION_EXAMPLE } from "../_shared/examples.ts";
import { bodyLimits } from "../_shared/http/limits/body_limits.ts";
import { gate } from "../_shared/http/limits/gate.ts";
import { collect, names } from "../_shared/http/fields.ts";
import { addDurableRoute } from "../_shared/jobs/add_durable_route.ts";
import type { Jobs } from "../_shared/jobs/jobs.ts";
import { progressOf } from "../_shared/jobs/progress.ts";
import { requireDecoder } from "../_shared/http/decoder.ts";
import { EVENTS_TYPE, eventsSchema, eventStream, type Progress, whileWanted } from "../_shared/http/events.ts";
import { answerOf, dataUrl, isPicture, PACKET_TYPE, PICTURE_TYPES } from "../_shared/http/media.ts";
import { pictureAs } from "../_shared/http/picture.ts";
import { HttpProblem } from "../_shared/http/problem.ts";
import { signatureHeaders } from "../_shared/http/signature/headers.ts";
import { requireSigned } from "../_shared/http/signature/require_signed.ts";
import { OPTION_FIELDS, parseOptions, type ReceiveOptions, receiveOptionsSchema } from "../_shared/options.ts";
import { type Reception, receptionSchema } from "../_shared/result.ts";

/** What the app shows of a reception. */
export interface ReceiveResult {
  png: Uint8Array;
  report: Omit<Reception, "files">;
}

/** What somebody wants to know while a packet is decoded, and when to stop. */
export type ReceiveWatch = Partial<Progress> & { signal?: AbortSignal };

/** The stages behind the app; tests put their own in. */
export interface ReceiveService {
  receive(packet: Uint8Array, options: ReceiveOptions, hooks?: ReceiveWatch): Promise<ReceiveResult>;
  ready(): Promise<unknown>;
}

const packetSchema = z.string().openapi({ type: "string", format: "binary" });
// A packet is never larger than a photo of the largest size at the highest rate, and far smaller in practice.
const MAX_PACKET_BYTES = 8_000_000;

/** Builds the receiver's app. */
export function createReceiveApp(service: ReceiveService, config: Config, jobs?: Jobs): OpenAPIHono {
  const app = createApp({
    title: "Semcast receiver",
    description: "Turns what arrived of a packet into a picture",
    ready: () => Promise.all([service.ready(), jobs?.ready()]),
    config,
  });
  jobs?.addRoutes(app);
  addReceiveRoutes(app, service, config, jobs);
  return app;
}

/** Adds `POST /v1/receive`. */
export function addReceiveRoutes(app: OpenAPIHono, service: ReceiveService, config: Config, jobs?: Jobs): void {
  const limited = gate(config.MAX_CONCURRENT, config.MAX_WAITING);
  const limits = { ...bodyLimits(config), maxBytes: Math.min(MAX_PACKET_BYTES, config.MAX_BODY_BYTES) };
  app.use("/v1/receive", requireSigned(config, limits, jobs?.store));
  addDurableRoute(app, jobs, {
    method: "post",
    path: "/v1/receive",
    summary: "A packet becomes a picture",
    ...curl(
      "curl --data-binary @photo.semcast -H 'Content-Type: application/vnd.semcast.packet' -H 'Accept: image/webp' " +
        "-o photo.webp http://127.0.0.1:8000/v1/receive",
    ),
    request: {
      query: OPTION_FIELDS.receive,
      ...(config.transmitters.length > 0 && { headers: signatureHeaders }),
      body: { required: true, content: { [PACKET_TYPE]: { schema: packetSchema } } },
    },
    responses: {
      200: {
        description: "The picture, or what is known about it",
        headers: z.object({
          "semcast-decoder": z.string().openapi({ description: "runtime; steps; degraded" }),
        }),
        content: {
          ...Object.fromEntries(PICTURE_TYPES.map((type) => [type, { schema: packetSchema }])),
          "application/json": { schema: receptionSchema, example: RECEPTION_EXAMPLE },
          [EVENTS_TYPE]: { schema: eventsSchema },
        },
      },
      400: problem("The packet or an option is bad"),
      401: problem("A key or token is needed"),
      403: problem("The key is not good for this, or the packet is not signed by a transmitter that is listed"),
      406: problem("None of these types is accepted, or the one that is cannot hold a picture of this size"),
      408: problem("The body did not arrive in time"),
      413: problem("The packet is over the limit"),
      415: problem("The Content-Type, version or profile is not handled"),
      429: problem("Too many requests"),
      500: problem("A fault of ours"),
      503: problem("Busy; try again after Retry-After"),
    },
  }, async (c) => {
    const type = negotiate(c.req.header("accept"), ["image/png", "application/json", EVENTS_TYPE, ...PICTURE_TYPES]);
    requirePacketType(c.req.header("content-type"));
    const fields = collect(new URL(c.req.url).searchParams);
    const options = parseOptions(receiveOptionsSchema, fields, names(OPTION_FIELDS.receive));
    requireDecoder(options, config.DECODER);
    const read = async () => {
      const packet = await readBody(c.req.raw, limits);
      if (packet.length === 0) throw new SemcastError("malformed", "Body is empty; expected a packet");
      return packet;
    };
    if (type === EVENTS_TYPE) {
      return await eventStream(limited, read, async (watch, packet) => {
        const { png, report } = await service.receive(packet, options, watch);
        return { ...report, files: { reconstruction: dataUrl(png, "image/png") } } satisfies Reception;
      });
    }
    const { signal } = c.req.raw;
    return await whileWanted(c.req.raw, () =>
      limited.after(read, async (packet) => {
        signal.throwIfAborted(); // it may have been cancelled before its turn came
        const { png, report } = await service.receive(packet, options, { signal, ...progressOf(c) });
        const headers = {
          "vary": "Accept",
          "semcast-decoder":
            `${report.decoder.runtime}; steps=${report.decoder.steps}; degraded=${report.decoder.degraded}`,
          "server-timing": serverTiming(report.ms),
        };
        if (isPicture(type)) {
          return answerOf(await pictureAs(type, png), { "content-type": type, ...headers });
        }
        const body: Reception = { ...report, files: { reconstruction: dataUrl(png, "image/png") } };
        return c.json(body, 200, headers);
      }));
  });
}

function requirePacketType(contentType: string | undefined): void {
  const kind = (contentType ?? "").split(";")[0].trim().toLowerCase();
  if (kind === "" || kind === PACKET_TYPE || kind === "application/octet-stream") return;
  const detail = `Content-Type ${kind.slice(0, 80)} is not handled; expected ${PACKET_TYPE}`;
  throw new HttpProblem("unsupported-media-type", detail, { "accept-post": PACKET_TYPE });
}
