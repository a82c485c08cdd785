/**
 * The whole link behind one route: photo in, picture and figures out, the channel simulated in between.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import { negotiate } from "../_shared/http/accept.ts";
import { createApp, problem, serverTiming } from "../_shared/http/app.ts";
import { readPhoto } from "../_shared/http/body.ts";
import type { Config } from "../_shared/http/config.ts";
import { curl } from "../_shared/http/docs.ts";
import { LINK_EXAMPLE } from "../_shared/examples.ts";
import { bodyLimits } from "../_shared/http/limits/body_limits.ts";
import { gate } from "../_shared/http/limits/gate.ts";
import { collect, merge, names } from "../_shared/http/fields.ts";
import { addDurableRoute } from "../_shared/jobs/add_durable_route.ts";
import type { Jobs } from "../_shared/jobs/jobs.ts";
import { progressOf } from "../_shared/jobs/progress.ts";
import { requireDecoder } from "../_shared/http/decoder.ts";
import { EVENTS_TYPE, eventsSchema, eventStream, type Progress, whileWanted } from "../_shared/http/events.ts";
import { answerOf, dataUrl, isPicture, PICTURE_TYPES } from "../_shared/http/media.ts";
import { pictureAs } from "../_shared/http/picture.ts";
import { type LinkOptions, linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../_shared/options.ts";
import { type LinkReport, linkReportSchema } from "../_shared/result.ts";

/** What the app shows of a run. */
export interface LinkResult {
  report: Omit<LinkReport, "files">;
  /** PNG files. */
  files: {
    original: Uint8Array;
    reconstruction: Uint8Array;
    key_map: Uint8Array;
  };
}

/** What somebody wants to know while a photo is on its way, and when to stop. */
export type LinkWatch = Partial<Progress> & { signal?: AbortSignal };

/** The stages behind the app; tests put their own in. */
export interface LinkService {
  send(photo: Uint8Array, options: LinkOptions, hooks?: LinkWatch): Promise<LinkResult>;
  ready(): Promise<unknown>;
}

const binary = z.string().openapi({ type: "string", format: "binary" });
const form = z.object({ image: binary }).extend(OPTION_FIELDS.link.partial().shape);

/** Builds the app of the simulated link. */
export function createLinkApp(service: LinkService, config: Config, jobs?: Jobs): OpenAPIHono {
  const app = createApp({
    title: "Semcast link",
    description: "Sends a photo over a simulated noisy link",
    ready: () => Promise.all([service.ready(), jobs?.ready()]),
    config,
  });
  jobs?.addRoutes(app);
  addLinkRoutes(app, service, config, jobs);
  return app;
}

/** Adds `POST /v1/link`. */
export function addLinkRoutes(app: OpenAPIHono, service: LinkService, config: Config, jobs?: Jobs): void {
  const limited = gate(config.MAX_CONCURRENT, config.MAX_WAITING);
  const limits = bodyLimits(config);
  addDurableRoute(app, jobs, {
    method: "post",
    path: "/v1/link",
    summary: "A photo crosses a simulated link",
    ...curl(
      "curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' 'http://127.0.0.1:8000/v1/link?snr=3&channel=rayleigh'",
    ),
    request: {
      query: OPTION_FIELDS.link,
      body: { required: true, content: { "multipart/form-data": { schema: form }, "image/*": { schema: binary } } },
    },
    responses: {
      200: {
        description: "Figures and pictures, or the reconstruction alone",
        content: {
          "application/json": { schema: linkReportSchema, example: LINK_EXAMPLE },
          ...Object.fromEntries(PICTURE_TYPES.map((type) => [type, { schema: binary }])),
          [EVENTS_TYPE]: { schema: eventsSchema },
        },
      },
      400: problem("The photo or an option is bad"),
      401: problem("A key or token is needed"),
      403: problem("The key is not good for this"),
      406: problem("None of these types is accepted, or the one that is cannot hold a picture of this size"),
      408: problem("The body did not arrive in time"),
      413: problem("The photo is over a limit of bytes or pixels"),
      415: problem("The kind of file is not handled"),
      422: problem("The budget cannot carry the photo"),
      429: problem("Too many requests"),
      500: problem("A fault of ours"),
      503: problem("Busy; try again after Retry-After"),
    },
  }, async (c) => {
    const type = negotiate(c.req.header("accept"), ["application/json", "image/png", EVENTS_TYPE, ...PICTURE_TYPES]);
    const read = async () => {
      const upload = await readPhoto(c.req.raw, limits);
      const fields = merge(collect(new URL(c.req.url).searchParams), upload.fields);
      const options = parseOptions(linkOptionsSchema, fields, names(OPTION_FIELDS.link));
      requireDecoder(options, config.DECODER);
      return { photo: upload.photo, options };
    };
    if (type === EVENTS_TYPE) {
      return await eventStream(limited, read, async (watch, { photo, options }) => {
        return bodyFor(await service.send(photo, options, watch));
      });
    }
    const { signal } = c.req.raw;
    return await whileWanted(c.req.raw, () =>
      limited.after(read, async ({ photo, options }) => {
        signal.throwIfAborted(); // it may have been cancelled before its turn came
        const result = await service.send(photo, options, { signal, ...progressOf(c) });
        const { report, files } = result;
        const headers = { "vary": "Accept", "server-timing": serverTiming(report.ms) };
        if (isPicture(type)) {
          const picture = await pictureAs(type, files.reconstruction);
          return answerOf(picture, { "content-type": type, ...headers });
        }
        return c.json(bodyFor(result), 200, headers);
      }));
  });
}

function bodyFor({ report, files }: LinkResult): LinkReport {
  return {
    ...report,
    files: {
      original: dataUrl(files.original, "image/png"),
      reconstruction: dataUrl(files.reconstruction, "image/png"),
      key_map: dataUrl(files.key_map, "image/png"),
    },
  };
}
