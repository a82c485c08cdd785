/**
 * The transmitter's HTTP interface: photo in, packet (or the receiver's answer) out.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createApp, problem, serverTiming } from "../_shared/http/app.ts";
import type { Config } from "../_shared/http/config.ts";
import { curl } from "../_shared/http/docs.ts";
import { bodyLimits } from "../_shared/http/limits/body_limits.ts";
import { gate } from "../_shared/http/limits/gate.ts";
import { collect, merge, names } from "../_shared/http/fields.ts";
import { addDurableRoute } from "../_shared/jobs/add_durable_route.ts";
import type { Jobs } from "../_shared/jobs/jobs.ts";
import { createSigner } from "../_shared/http/signature/sign.ts";
import { OPTION_FIELDS, parseOptions, type TransmitOptions, transmitOptionsSchema } from "../_shared/options.ts";
import type { Description } from "../_shared/prompter/index.ts";
import { answerOf, PACKET_TYPE, PICTURE_TYPES } from "../_shared/http/media.ts";
import { forwardPacket, resolveReceiver } from "./forward.ts";
import { type Network, readUpload, urlUploadSchema } from "./from_url.ts";

/** What the app shows of a transmission. */
export interface TransmitResult {
  /** The serialized packet. */
  bytes: Uint8Array;
  /** Complex channel symbols, all included, on the link that was planned for. */
  symbols: number;
  cbr: number;
  bpp: number;
  /** Milliseconds by stage. */
  ms: Record<string, number>;
  /** Who said what the photo shows. */
  prompter?: Pick<Description, "by" | "fallback">;
}

/** The stages behind the app; tests put their own in. */
export interface TransmitService {
  /** Photo to packet; the photo's array may be empty afterwards. */
  transmit(photo: Uint8Array, options: TransmitOptions): Promise<TransmitResult>;
  ready(): Promise<unknown>;
  /** How packets reach the receiver; `fetch` unless a test says otherwise. */
  fetch?: typeof fetch;
  /** How photos are got that are named by a URL. */
  network?: Network;
}

const forwardField = z.string().optional().openapi({
  description: "true: send the packet to the configured receiver and pass its answer on; or the URL of an allowed one",
});
const query = OPTION_FIELDS.transmit.extend({ forward: forwardField });
const packetSchema = z.string().openapi({ type: "string", format: "binary" });
const form = z.object({ image: packetSchema }).extend(OPTION_FIELDS.transmit.partial().shape);

/** Builds the transmitter's app. */
export function createTransmitApp(service: TransmitService, config: Config, jobs?: Jobs): OpenAPIHono {
  const app = createApp({
    title: "Semcast transmitter",
    description: "Turns a photo into a packet that survives a noisy link",
    ready: () => Promise.all([service.ready(), jobs?.ready()]),
    config,
  });
  jobs?.addRoutes(app);
  addTransmitRoutes(app, service, config, jobs);
  return app;
}

/** Adds `POST /v1/transmit`. */
export function addTransmitRoutes(app: OpenAPIHono, service: TransmitService, config: Config, jobs?: Jobs): void {
  const limited = gate(config.MAX_CONCURRENT, config.MAX_WAITING);
  const fetching = gate(4 * config.MAX_CONCURRENT, 0);
  const limits = bodyLimits(config);
  const sign = config.signingKey && createSigner(config.signingKey);
  addDurableRoute(app, jobs, {
    method: "post",
    path: "/v1/transmit",
    summary: "A photo becomes a packet",
    ...curl(
      "curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' -o photo.semcast 'http://127.0.0.1:8000/v1/transmit?snr=3'",
    ),
    request: {
      query,
      body: {
        required: true,
        content: {
          "multipart/form-data": { schema: form },
          "image/*": { schema: packetSchema },
          ...(config.UPLOAD_URLS.length > 0 && { "application/json": { schema: urlUploadSchema } }),
        },
      },
    },
    responses: {
      200: {
        description: "The packet, or with `forward` the receiver's answer",
        headers: z.object({
          "semcast-symbols": z.string().openapi({ description: "Complex channel symbols on the planned link" }),
          "semcast-cbr": z.string(),
          "semcast-bpp": z.string(),
          "semcast-prompter": z.string().openapi({
            description: "Who said what the photo shows: given, http or tiny; with the reason where another stood in",
          }),
        }),
        content: {
          [PACKET_TYPE]: { schema: packetSchema },
          ...Object.fromEntries(PICTURE_TYPES.map((type) => [type, { schema: packetSchema }])),
          "application/json": {
            schema: z.unknown().openapi({ description: "With `forward`: what the receiver says" }),
          },
        },
      },
      400: problem("The photo or an option is bad"),
      401: problem("A key or token is needed"),
      403: problem("Forwarding there, or a photo from there, is not allowed, or the key is not good for this"),
      406: problem("With `forward`: the receiver has none of the types of Accept"),
      408: problem("The body did not arrive in time"),
      413: problem("The photo is over a limit of bytes or pixels"),
      415: problem("The kind of file is not handled"),
      422: problem("The budget cannot carry the photo"),
      429: problem("Too many requests"),
      500: problem("A fault of ours"),
      502: problem("The receiver, or the photo's server, failed"),
      503: problem("Busy; try again after Retry-After"),
      504: problem("The receiver, or the photo's server, did not answer in time"),
    },
  }, async (c) => {
    const read = () => readUpload(c.req.raw, limits, config.UPLOAD_URLS, service.network);
    return await limited.after(() => namesUrl(c) ? fetching(read) : read(), async (upload) => {
      const fields = merge(collect(new URL(c.req.url).searchParams), upload.fields);
      const { own, receiver, passedOn } = split(fields, config);
      const options = parseOptions(transmitOptionsSchema, own, names(query));
      const result = await service.transmit(upload.photo, options);
      const headers = {
        "semcast-symbols": String(result.symbols),
        "semcast-cbr": result.cbr.toFixed(6),
        "semcast-bpp": result.bpp.toFixed(6),
        ...(result.prompter === undefined ? {} : { "semcast-prompter": prompterHeader(result.prompter) }),
        "server-timing": serverTiming(result.ms),
      };
      if (receiver === undefined) {
        return answerOf(result.bytes, { "content-type": PACKET_TYPE, ...headers });
      }
      const answer = await forwardPacket(result.bytes, receiver, {
        query: passedOn,
        accept: c.req.header("accept"),
        // The key is for the configured receiver, not for others that are allowed.
        key: receiver.href === (config.RECEIVER_URL && new URL(config.RECEIVER_URL).href)
          ? config.RECEIVER_KEY
          : undefined,
        timeoutMs: config.FORWARD_TIMEOUT_MS,
        maxBytes: config.MAX_BODY_BYTES * 4,
        signal: c.req.raw.signal,
        id: c.req.header("idempotency-key"),
        sign,
        fetch: service.fetch ?? fetch,
      });
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
      return answer;
    });
  });
}

/** Whether the body says where the photo is. */
function namesUrl(c: Context): boolean {
  return (c.req.header("content-type") ?? "").toLowerCase().startsWith("application/json");
}

/** `http`, or `tiny; fallback="…"`; what a header cannot hold is left out. */
function prompterHeader({ by, fallback }: Pick<Description, "by" | "fallback">): string {
  return fallback === undefined
    ? by
    : `${by}; fallback="${fallback.replaceAll(/[^\x20-\x7e]|["\\]/g, "").slice(0, 200)}"`;
}

/** With `forward`, the receiver's options are taken too and passed on for it to check. */
function split(fields: Record<string, string | string[]>, config: Config) {
  const { forward, ...own } = fields;
  const receiver = resolveReceiver(forward, config);
  const passedOn = new URLSearchParams();
  if (receiver !== undefined) {
    for (const name of names(OPTION_FIELDS.receive)) {
      if (!Object.hasOwn(own, name)) continue;
      for (const value of [own[name]].flat()) passedOn.append(name, value);
      delete own[name];
    }
  }
  return { own, receiver, passedOn };
}
