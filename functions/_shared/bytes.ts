/** Parts one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array | ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of bytes, or of text in UTF-8, in {@linkcode hex}. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

/** Bytes per call of `btoa`, whose arguments live on the stack: a multiple of three, so that the pieces join without padding. */
const PIECE = 3 << 12;

/** Bytes in base64 (RFC 4648, section 4). */
export function toBase64(data: Uint8Array | ArrayBuffer): string {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  let out = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    out += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  }
  return out;
}

/** Bytes of base64 that is known to be well formed. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
