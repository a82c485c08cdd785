/**
 * A typed client of the HTTP API, on Hono's `hc`, for Deno, Node and browsers.
 *
 * ```ts ignore
 * const client = createClient("https://semcast.example.org", { headers: { authorization: `Bearer ${key}` } });
 * const { packet } = await client.transmit(photo, { snr: 3, cbr: 1 / 16 });
 * const webp = await client.receive(packet, { steps: 4 }, { format: "webp" });
 * ```
 *
 * @module
 */
import type { Hono } from "hono";
import { hc } from "hono/client";
import type { BlankEnv } from "hono/types";
import type {
  LinkAnswer,
  LinkRequest,
  PictureFormat,
  ProblemAnswer,
  ReceiveAnswer,
  ReceiveRequest,
  TransmitAnswer,
  TransmitRequest,
} from "./client_types.ts";

export type * from "./client_types.ts";

/** Options of {@linkcode createClient}. */
export interface ClientOptions {
  /** Sent with every request, such as `authorization`. */
  headers?: Record<string, string>;
  /** Instead of the platform's. */
  fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
}

/** How to send one request. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** How to get a picture. */
export interface PictureOptions extends CallOptions {
  /** `png`. */
  format?: PictureFormat;
}

/** The API's routes as functions. All throw {@linkcode ProblemError} where the server refuses or fails. */
export interface Client {
  /** A photo (JPEG, PNG, WebP, GIF, BMP or TIFF file) becomes a packet. */
  transmit(photo: Uint8Array, options?: TransmitRequest, call?: CallOptions): Promise<TransmitAnswer>;
  /** A photo goes to the server's receiver at once; the file of the picture that it made. */
  forward(
    photo: Uint8Array,
    options?: TransmitRequest & ReceiveRequest,
    call?: PictureOptions,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** A packet becomes a picture's file. */
  receive(packet: Uint8Array, options?: ReceiveRequest, call?: PictureOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** A packet becomes a picture and what is known about it. */
  describe(packet: Uint8Array, options?: ReceiveRequest, call?: CallOptions): Promise<ReceiveAnswer>;
  /** A photo crosses the simulated link. */
  link(photo: Uint8Array, options?: LinkRequest, call?: CallOptions): Promise<LinkAnswer>;
}

/** A request that the server refused or could not serve. */
export class ProblemError extends Error {
  /** The server's words; where it gave none that we know, only the status. */
  readonly problem: ProblemAnswer;
  /** Seconds after which to try again, where the server says. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemAnswer, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

type Query = Record<string, string | string[]>;
type Post<Output> = { $post: { input: { query: Query }; output: Output; outputFormat: "json"; status: 200 } };
/** The routes as `hc` knows them; bodies are bytes, which it has no word for. */
type Api = Hono<BlankEnv, {
  "/v1/transmit": Post<never>;
  "/v1/receive": Post<ReceiveAnswer>;
  "/v1/link": Post<LinkAnswer>;
}, "/">;

/**
 * A client of a server.
 *
 * @param base Address under which `/v1` lies
 */
export function createClient(base: string | URL, options: ClientOptions = {}): Client {
  const { v1 } = hc<Api>(String(base), { headers: options.headers, ...(options.fetch && { fetch: options.fetch }) });
  const send = (body: Uint8Array, type: string, accept: string, { signal }: CallOptions) => ({
    headers: { "content-type": type, accept },
    init: { body: new Uint8Array(body), signal: signal ?? null },
  });
  return {
    async transmit(photo, fields = {}, call = {}) {
      const answer = await ok(v1.transmit.$post({ query: toQuery(fields) }, send(photo, PHOTO, PACKET, call)));
      const figure = (name: string) => Number(answer.headers.get(`semcast-${name}`) ?? NaN);
      return { packet: await bytes(answer), symbols: figure("symbols"), cbr: figure("cbr"), bpp: figure("bpp") };
    },
    async forward(photo, fields = {}, { format = "png", ...call } = {}) {
      const query = { ...toQuery(fields), forward: "true" };
      return await bytes(await ok(v1.transmit.$post({ query }, send(photo, PHOTO, `image/${format}`, call))));
    },
    async receive(packet, fields = {}, { format = "png", ...call } = {}) {
      const sent = send(packet, PACKET, `image/${format}`, call);
      return await bytes(await ok(v1.receive.$post({ query: toQuery(fields) }, sent)));
    },
    async describe(packet, fields = {}, call = {}) {
      const sent = send(packet, PACKET, "application/json", call);
      return await (await ok(v1.receive.$post({ query: toQuery(fields) }, sent))).json();
    },
    async link(photo, fields = {}, call = {}) {
      const sent = send(photo, PHOTO, "application/json", call);
      return await (await ok(v1.link.$post({ query: toQuery(fields) }, sent))).json();
    },
  };
}

// The server knows the kind of file by its bytes.
const PHOTO = "application/octet-stream";
const PACKET = "application/vnd.semcast.packet";

/** Fields as the query has them: boxes as `X,Y,W,H`, labels with commas between, the prompt as JSON. */
function toQuery({ roi, key_classes, prompt, ...plain }: LinkRequest): Query {
  const query: Query = {};
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) query[name] = String(value);
  if (roi !== undefined) query.roi = roi.map(({ x, y, width, height }) => [x, y, width, height].join(","));
  if (key_classes !== undefined) query.key_classes = key_classes.join(",");
  if (prompt !== undefined) query.prompt = JSON.stringify(prompt);
  return query;
}

/** The answer, or what is wrong as an error. */
async function ok<T extends { ok: boolean; status: number; headers: Headers; text(): Promise<string> }>(
  sent: Promise<T>,
): Promise<T> {
  const answer = await sent;
  if (answer.ok) return answer;
  const wait = Number(answer.headers.get("retry-after") ?? NaN);
  throw new ProblemError(problemOf(await answer.text(), answer), Number.isFinite(wait) ? wait : undefined);
}

function problemOf(text: string, { status, headers }: { status: number; headers: Headers }): ProblemAnswer {
  const known = headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  // A proxy before the server may answer with a page of its own.
  return known ? JSON.parse(text) : { type: "about:blank", title: `The server answered with status ${status}`, status };
}

async function bytes(answer: { arrayBuffer(): Promise<ArrayBuffer> }): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await answer.arrayBuffer());
}
