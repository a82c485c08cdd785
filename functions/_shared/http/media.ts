/**
 * Media types of this service.
 *
 * @module
 */

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
  let binary = "";
  // In pieces: the arguments of one call live on the stack.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return `data:${type};base64,${btoa(binary)}`;
}

/** Bytes as a body: a copy of their own, whatever buffer they lie in. */
export function bodyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
