/** Bytes per call of `btoa`, a multiple of three so that the pieces join without padding. */
const PIECE = 3 << 12;

/** Base64 of bytes (RFC 4648, section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    out.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE))));
  }
  return out.join("");
}
