import { fromBase64, toBase64 } from "../../bytes.ts";
import { once } from "../../once.ts";
import type { SigningKey } from "./key_lines.ts";
import { contentDigest, LABEL, requiredComponents, signatureBase, type SignedMessage, TAG } from "./profile.ts";

/** Adds Content-Digest, Signature-Input and Signature to a request's headers. */
export type Signer = (message: SignedMessage, body: Uint8Array<ArrayBuffer>) => Promise<void>;

/**
 * What signs with a key. Each call makes a signature of its own (time and nonce), so that another attempt at the same delivery
 * is a new request to the receiver, which knows the delivery by its Idempotency-Key.
 *
 * @param now the clock in ms since 1970
 */
export function createSigner({ id, secret }: SigningKey, now: () => number = Date.now): Signer {
  const key = once(() => crypto.subtle.importKey("pkcs8", fromBase64(secret), "Ed25519", false, ["sign"]));
  return async (message, body) => {
    message.headers.set("content-digest", await contentDigest(body));
    const components = requiredComponents(message);
    const nonce = toBase64(crypto.getRandomValues(new Uint8Array(18)));
    const parameters = `(${components.map((name) => `"${name}"`).join(" ")})` +
      `;created=${Math.floor(now() / 1000)};nonce="${nonce}";keyid="${id}";alg="ed25519";tag="${TAG}"`;
    const base = signatureBase(components, parameters, message);
    if ("missing" in base) throw new Error(`The request to sign has no ${base.missing}`);
    const signature = await crypto.subtle.sign("Ed25519", await key(), new TextEncoder().encode(base.text));
    message.headers.set("signature-input", `${LABEL}=${parameters}`);
    message.headers.set("signature", `${LABEL}=:${toBase64(signature)}:`);
  };
}
