import type { Context, MiddlewareHandler } from "hono";
import type { Config } from "../config.ts";
import { HttpProblem } from "../problem.ts";
import { findKey, type Scope, SCOPES } from "./keys.ts";
import { verifyToken } from "./token.ts";

/** Who asks: the name of a key, or the subject of a token. */
export interface Caller {
  id: string;
  scopes: readonly Scope[];
}

/**
 * Lets requests below `/v1/` through only with `Authorization: Bearer` and a key (`AUTH=keys`) or a JSON Web Token
 * (`AUTH=jwt`, RFC 6750) that is good for the route. With `AUTH=off` everyone is let through.
 */
export function authorize(config: Config): MiddlewareHandler {
  if (config.AUTH === "off") return (_, next) => next();
  return async (c, next) => {
    const token = bearer(c);
    const caller = token === undefined ? undefined : await callerOf(token, config);
    if (caller === undefined) {
      const detail = token === undefined ? "Send Authorization: Bearer and a key" : "The key or token is not good";
      const error = token === undefined ? "" : `, error="invalid_token"`;
      const header = `Bearer realm="semcast"${error}`;
      throw new HttpProblem("unauthorized", detail, { "www-authenticate": header });
    }
    const scope = scopeOf(c.req.path);
    if (scope !== undefined && !caller.scopes.includes(scope)) {
      const header = `Bearer realm="semcast", error="insufficient_scope", scope="${scope}"`;
      const detail = `The key is not good for ${scope}`;
      throw new HttpProblem("forbidden", detail, { "www-authenticate": header });
    }
    c.set("caller", caller.id);
    await next();
  };
}

/** What a path asks for; undefined where any key will do. */
function scopeOf(path: string): Scope | undefined {
  const name = path.split("/")[2];
  return SCOPES.find((scope) => scope === name);
}

function bearer(c: Context): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,8192})$/i.exec(c.req.header("authorization") ?? "")?.[1];
}

async function callerOf(token: string, config: Config): Promise<Caller | undefined> {
  return config.AUTH === "jwt" ? await verifyToken(token, config) : await findKey(token, config.keys);
}
