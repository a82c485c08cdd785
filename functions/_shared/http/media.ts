/**
 * Media types of this service.
 *
 * @module
 */
import { toBase64 } from "../bytes.ts";

/** A serialized packet (docs/packet.md). */
export const PACKET_TYPE = "application/vnd.semcast.packet";

/** Media types that a picture comes in, the one for clients that do not say first. */
export const PICTURE_TYPES = ["image/png", "image/webp", "image/avif", "image/jpeg"] as const;

/** One of {@linkcode PICTURE_TYPES}. */
export type PictureType = (typeof PICTURE_TYPES)[number];

/** Whether a media type is one of {@linkcode PICTURE_TYPES}. */
export function isPicture(type: string): type is PictureType {
  return (PICTURE_TYPES as readonly string[]).includes(type);
}

/** Bytes as a `data:` URL, for JSON answers that carry pictures. */
export function dataUrl(bytes: Uint8Array, type: string): string {
  return `data:${type};base64,${toBase64(bytes)}`;
}

/** Bytes as a body: a copy of their own, whatever buffer they lie in. */
export function bodyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** An answer of bytes that tells their number itself: the server would add it only after those who count it. */
export function answerOf(bytes: Uint8Array, headers: Record<string, string>, status = 200): Response {
  return new Response(bodyOf(bytes), { status, headers: { ...headers, "content-length": String(bytes.length) } });
}
