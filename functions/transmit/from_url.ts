/**
 * A photo by its address instead of its bytes. Off unless the operator names hosts, since whoever can choose what a server
 * fetches sees the network as the server sees it.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { SemcastError } from "../_shared/errors.ts";
import { type BodyLimits, readBody, readPhoto, type Upload } from "../_shared/http/body.ts";
import { HttpProblem } from "../_shared/http/problem.ts";
import { OptionsError } from "../_shared/options.ts";
import { isPublic } from "./address.ts";
import { AnswerTooLarge, type Connect, getPinned } from "./pinned.ts";

/** How names become addresses and addresses connections; tests put their own in. */
export interface Network {
  /** All addresses of a name, IPv4 and IPv6. */
  resolve(hostname: string): Promise<string[]>;
  connect: Connect;
  /** Certificates of authorities that are trusted besides the platform's, in PEM. */
  caCerts?: string[];
}

/** The JSON body that names a photo. */
export const urlUploadSchema = z.strictObject({
  url: z.string().max(2000).openapi({ format: "uri", example: "https://photos.example.org/boat.jpg" }),
}).openapi("UrlUpload");

/** Redirects that are followed. */
export const MAX_REDIRECTS = 3;
const MAX_JSON_BYTES = 8192;

const NETWORK: Network = {
  async resolve(hostname) {
    const answers = await Promise.allSettled([Deno.resolveDns(hostname, "A"), Deno.resolveDns(hostname, "AAAA")]);
    return answers.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
  },
  connect: (to) => Deno.connect(to),
};

/**
 * The photo of a request: its bytes (see `readPhoto`) or, as JSON `{"url": …}`, those that an allowed server has.
 *
 * @param allowed Entries of `UPLOAD_URLS`
 * @throws {SemcastError} `malformed`, `too-large`
 * @throws {HttpProblem} `url-not-allowed`, `source-failed`, `source-timeout`, and what `readPhoto` throws
 */
export async function readUpload(
  request: Request,
  limits: BodyLimits,
  allowed: readonly string[],
  network: Network = NETWORK,
): Promise<Upload> {
  const kind = (request.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  if (kind !== "application/json" || allowed.length === 0) return await readPhoto(request, limits);
  const body = await readBody(request, { ...limits, maxBytes: Math.min(MAX_JSON_BYTES, limits.maxBytes) });
  const { url } = parseBody(new TextDecoder().decode(body));
  return { photo: await fetchPhoto(url, allowed, { ...limits, signal: request.signal }, network), fields: {} };
}

function parseBody(text: string): z.infer<typeof urlUploadSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SemcastError("malformed", "Body is no JSON", { cause });
  }
  const result = urlUploadSchema.safeParse(value);
  if (result.success) return result.data;
  throw new OptionsError(
    result.error.issues.map(({ path, message }) => ({ field: path.join(".") || "body", message })),
  );
}

/**
 * Gets a photo. Every address that is gone to was checked, redirects too, and each name is resolved once.
 *
 * @throws as {@linkcode readUpload}
 */
export async function fetchPhoto(
  address: string,
  allowed: readonly string[],
  { maxBytes, timeoutMs, signal }: BodyLimits & { signal: AbortSignal },
  { resolve, connect, caCerts }: Network,
): Promise<Uint8Array<ArrayBuffer>> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([deadline, signal]);
  let url = checked(address, undefined, allowed);
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const pinned = await addressOf(url, (name) => orAborted(resolve(name), either));
      const answer = await getPinned(url, { address: pinned, connect, caCerts, maxBytes, signal: either });
      if (answer.status === 200) return answer.body;
      const location = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers.get("location") : null;
      if (location === null) {
        throw new HttpProblem("source-failed", `${url.host} answered with status ${answer.status}`);
      }
      url = checked(location, url, allowed);
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    if (deadline.aborted) throw new HttpProblem("source-timeout", `${url.host} took longer than ${timeoutMs} ms`);
    if (error instanceof AnswerTooLarge) {
      throw new SemcastError("too-large", `The photo at ${url.host} is over the limit of ${maxBytes} bytes`);
    }
    console.error("Fetching failed:", error instanceof Error ? error.message : error);
    throw new HttpProblem("source-failed", `${url.host} gave no usable answer`);
  }
  throw new HttpProblem("source-failed", `More than ${MAX_REDIRECTS} redirects`);
}

/**
 * A URL that the operator allowed: an entry `host` stands for `https://host`, `*` for any host by https on its own port;
 * http and other ports want the whole origin.
 */
function checked(text: string, base: URL | undefined, allowed: readonly string[]): URL {
  if (!URL.canParse(text, base)) throw new OptionsError([{ field: "url", message: "Expected a URL" }]);
  const url = new URL(text, base);
  const plain = url.protocol === "https:" && url.port === "";
  const origins = allowed.map((entry) => entry === "*" || entry.includes("://") ? entry : `https://${entry}`);
  const listed = origins.some((entry) => entry === "*" ? plain : new URL(entry).origin === url.origin);
  if (!listed || url.origin === "null" || url.username !== "" || url.password !== "") {
    throw new HttpProblem("url-not-allowed", `Photos are not taken from ${url.protocol}//${url.host.slice(0, 200)}`);
  }
  return url;
}

/** The address to go to: where one of them is not public, none is taken. */
async function addressOf(url: URL, resolve: Network["resolve"]): Promise<string> {
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const literal = name.includes(":") || /^[\d.]+$/.test(name);
  const addresses = literal ? [name] : await resolve(name);
  if (addresses.length === 0) throw new HttpProblem("source-failed", `${url.host} has no address`);
  if (!addresses.every(isPublic)) {
    throw new HttpProblem("url-not-allowed", `${url.host} is not an address of the public internet`);
  }
  return addresses[0];
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
