import { verifyWithJwks } from "hono/jwt";
import type { Config } from "../config.ts";
import { type Scope, SCOPES } from "./keys.ts";
import type { Caller } from "./authorize.ts";

/** Asymmetric ones only: with a shared secret whoever can check a token can make one. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;

/**
 * The caller that a JSON Web Token stands for (RFC 7519): signed by a key of `JWKS_URL`, not expired, of `JWT_ISSUER` and
 * for `JWT_AUDIENCE` where these are set; `scope` has its scopes between spaces (RFC 8693).
 *
 * @returns undefined for a token that is not good
 */
export async function verifyToken(token: string, config: Config): Promise<Caller | undefined> {
  if (config.JWKS_URL === undefined) return undefined;
  try {
    const payload = await verifyWithJwks(token, {
      jwks_uri: config.JWKS_URL,
      allowedAlgorithms: [...ALGORITHMS],
      verification: {
        ...(config.JWT_ISSUER === undefined ? {} : { iss: config.JWT_ISSUER }),
        ...(config.JWT_AUDIENCE === undefined ? {} : { aud: config.JWT_AUDIENCE }),
      },
    });
    // A token without an end could never be taken back.
    if (typeof payload.exp !== "number" || typeof payload.sub !== "string") return undefined;
    const said = typeof payload.scope === "string" ? payload.scope.split(" ") : [];
    const scopes = SCOPES.filter((scope): scope is Scope => said.includes(scope));
    return { id: payload.sub, scopes };
  } catch (error) {
    console.error("Token refused:", error instanceof Error ? error.name : "unknown");
    return undefined;
  }
}
