import { z } from "@hono/zod-openapi";
import { TAG } from "./profile.ts";

const field = (description: string, example: string) => z.string().openapi({ description, example });

/** The header fields of a signed packet (RFC 9421, RFC 9530), as the OpenAPI document describes them; all are needed. */
export const signatureHeaders = z.object({
  "content-digest": field(
    "SHA-256 of the body (RFC 9530)",
    "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
  ),
  "signature-input": field(
    `What is signed and when (RFC 9421): all of these components, and idempotency-key where there is one, with the tag ${TAG}`,
    'semcast=("@method" "@authority" "@path" "@query" "content-type" "content-digest");created=1618884473;' +
      `nonce="hxK4cXuNQH0hVQ3mGWhFw1Cz";keyid="roof";alg="ed25519";tag="${TAG}"`,
  ),
  "signature": field(
    "An Ed25519 signature of the listed key under the same label (RFC 9421)",
    "semcast=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
  ),
});
