/**
 * Which part of RFC 9421 (HTTP Message Signatures) signed packets use. The signature is of the HTTP request that carries the
 * packet, not of the packet: a packet may lose parts on its way over the air and still be worth decoding, and 64 bytes more
 * would be a twentieth of a small one. Signed are method, authority, path, query, type of the body, the body by its
 * Content-Digest (RFC 9530), and the Idempotency-Key where there is one; beside them time, nonce and name of the key.
 *
 * @module
 */
import { toBase64 } from "../../bytes.ts";

/** Says what a signature is for, so that none made for something else is taken. */
export const TAG = "semcast-packet";

/** Name of the signature among others that a request may have. */
export const LABEL = "semcast";

/** The part of a request that a signature can cover. */
export interface SignedMessage {
  method: string;
  url: URL;
  /** Host and port that the signer called, where a proxy changed the URL's. */
  authority?: string;
  headers: Headers;
}

/** What a signature of a request has to cover. */
export function requiredComponents({ headers }: Pick<SignedMessage, "headers">): string[] {
  const always = ["@method", "@authority", "@path", "@query", "content-type", "content-digest"];
  return headers.has("idempotency-key") ? [...always, "idempotency-key"] : always;
}

/**
 * The signature base (RFC 9421, 2.5): the text that is signed.
 *
 * @param components names of header fields in lower case, `@method`, `@authority`, `@path`, `@query`
 * @param parameters the inner list of Signature-Input as it is written there
 * @returns the text, or the component that the request does not have
 */
export function signatureBase(
  components: readonly string[],
  parameters: string,
  message: SignedMessage,
): { text: string } | { missing: string } {
  const lines: string[] = [];
  for (const name of components) {
    const value = valueOf(name, message);
    if (value === undefined) return { missing: name };
    lines.push(`"${name}": ${value}\n`);
  }
  return { text: `${lines.join("")}"@signature-params": ${parameters}` };
}

function valueOf(name: string, { method, url, authority = url.host, headers }: SignedMessage): string | undefined {
  switch (name) {
    case "@method":
      return method;
    case "@authority":
      return authority;
    case "@path":
      return url.pathname;
    case "@query":
      return url.search || "?";
    default:
      return name.startsWith("@") ? undefined : headers.get(name) ?? undefined;
  }
}

/** A Content-Digest (RFC 9530) of a body. */
export async function contentDigest(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha-256=:${toBase64(await crypto.subtle.digest("SHA-256", body))}:`;
}
