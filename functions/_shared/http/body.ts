/**
 * Reads request bodies under limits of bytes and time, before anything is parsed.
 *
 * @module
 */
import { joinBytes } from "../bytes.ts";
import { SemcastError } from "../errors.ts";
import { release } from "../release.ts";
import { collect, type RawFields } from "./fields.ts";
import type { Room } from "./limits/room.ts";
import { HttpProblem } from "./problem.ts";

/** Limits of one body. */
export interface BodyLimits {
  /** Bytes of the whole body. */
  maxBytes: number;
  /** Milliseconds from the first read to the last byte. */
  timeoutMs: number;
  /** What all bodies that are being read may take together; no limit where there is none. */
  room?: Room;
}

/** 20 MB within 30 s; multipart gets {@linkcode MULTIPART_OVERHEAD} more. */
export const DEFAULT_BODY_LIMITS: BodyLimits = { maxBytes: 20_000_000, timeoutMs: 30_000 };

/** What boundaries, part headers and the option fields of a form may add. */
export const MULTIPART_OVERHEAD = 65_536;

/**
 * The whole body, refused as soon as it passes the limit (chunked bodies as well) or is too slow.
 *
 * @throws {SemcastError} `too-large`
 * @throws {HttpProblem} `request-timeout`, `busy`
 */
export async function readBody(message: Request | Response, limits: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(message.headers.get("content-length") ?? 0);
  if (declared > limits.maxBytes) {
    await giveUp(message);
    throw tooLarge(`${declared} bytes`, limits.maxBytes);
  }
  if (message.body === null) return new Uint8Array(0);
  const reader = message.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel("Body too slow").catch(() => {});
  }, limits.timeoutMs);
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (late) throw new HttpProblem("request-timeout", `Body took longer than ${limits.timeoutMs} ms`);
      if (done) break;
      if (length + value.length > limits.maxBytes) throw tooLarge(`over ${limits.maxBytes} bytes`, limits.maxBytes);
      limits.room?.take(value.length);
      length += value.length;
      chunks.push(value);
    }
  } catch (error) {
    reader.releaseLock();
    await giveUp(message);
    throw error;
  } finally {
    limits.room?.give(length);
    clearTimeout(timer);
  }
  const whole = joinBytes(chunks);
  release(...chunks);
  return whole;
}

/** An answer's rest is not fetched; a request's is drained before it is answered (drain.ts). */
async function giveUp(message: Request | Response): Promise<void> {
  if (message instanceof Response) await message.body?.cancel().catch(() => {}); // the connection may be broken
}

function tooLarge(size: string, limit: number): SemcastError {
  return new SemcastError("too-large", `Body of ${size} is over the limit of ${limit} bytes`);
}

/** A photo and the fields beside it. */
export interface Upload {
  photo: Uint8Array<ArrayBuffer>;
  fields: RawFields;
}

/**
 * A photo from a multipart form (field `image`) or a raw body of `image/*` (or `application/octet-stream`: the kind is
 * sniffed from the bytes anyway).
 *
 * @throws {SemcastError} `malformed` for a form that does not parse or lacks the field, `too-large`
 * @throws {HttpProblem} `unsupported-media-type`, `request-timeout`
 */
export async function readPhoto(request: Request, limits: BodyLimits): Promise<Upload> {
  const contentType = request.headers.get("content-type") ?? "";
  const kind = contentType.split(";")[0].trim().toLowerCase();
  if (kind === "multipart/form-data") return await readForm(request, contentType, limits);
  if (kind !== "" && !kind.startsWith("image/") && kind !== "application/octet-stream") {
    throw new HttpProblem(
      "unsupported-media-type",
      `Content-Type ${kind.slice(0, 80)} is not handled; expected multipart/form-data or image/*`,
      { "accept-post": "multipart/form-data, image/*" },
    );
  }
  const photo = await readBody(request, limits);
  if (photo.length === 0) throw new SemcastError("malformed", "Body is empty; expected a photo");
  return { photo, fields: {} };
}

/**
 * The fields of a multipart form.
 *
 * @throws {SemcastError} `malformed`
 */
export async function parseForm(contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { "content-type": contentType } }).formData();
  } catch (cause) {
    throw new SemcastError("malformed", "Multipart form does not parse", { cause });
  }
}

async function readForm(request: Request, contentType: string, limits: BodyLimits): Promise<Upload> {
  const bytes = await readBody(request, { ...limits, maxBytes: limits.maxBytes + MULTIPART_OVERHEAD });
  const form = await parseForm(contentType, bytes);
  const image = form.get("image");
  if (image === null) throw new SemcastError("malformed", "Multipart form has no field image");
  if (typeof image === "string") throw new SemcastError("malformed", "Multipart field image is text; expected a file");
  if (image.size > limits.maxBytes) throw tooLarge(`${image.size} bytes`, limits.maxBytes);
  if (image.size === 0) throw new SemcastError("malformed", "Multipart field image is empty");
  const pairs: [string, string][] = [];
  for (const [name, value] of form) {
    if (name === "image") continue;
    if (typeof value !== "string") {
      throw new SemcastError("malformed", `Multipart field ${name.slice(0, 40)} is a file; expected text`);
    }
    pairs.push([name, value]);
  }
  return { photo: new Uint8Array(await image.arrayBuffer()), fields: collect(pairs) };
}
