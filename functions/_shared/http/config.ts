/**
 * Configuration of the functions from the environment, checked once at start.
 *
 * @module
 */
import { z } from "zod";
import { SemcastError } from "../errors.ts";
import { OUTBOX_URL_PATTERN } from "../outbox/pattern.ts";
import { type KeyRecord, parseRecords } from "./auth/keys.ts";
import { ofVariable } from "./of_variable.ts";
import { decoderChoice } from "../runtime_choice.ts";
import { type Signing, signingOf } from "./signature/configured.ts";

const count = (min: number, max: number, fallback: number) =>
  z.string().regex(/^\d+$/, "Expected a whole number").transform(Number).pipe(z.int().min(min).max(max))
    .default(fallback);
const url = z.url({ protocol: /^https?$/ });

const HOST = /^(?:\*|(?:https?:\/\/)?[a-z\d][a-z\d.-]*(?::\d{1,5})?)$/i;
/** Entries between commas. */
const list = z.string().transform((text) => text.split(",").map((entry) => entry.trim()).filter(Boolean));
/** Hosts that photos may be taken from: `host`, `https://host:port`, `http://host`, or `*` for any by https. */
const hosts = list.pipe(z.array(z.string().regex(HOST, "Expected hosts or origins with commas between"))).default([]);

const configSchema = z.object({
  PORT: count(0, 65535, 8000),
  HOST: z.string().default("127.0.0.1"),
  AUTH: z.enum(["keys", "jwt", "off"]).optional(),
  API_KEYS: z.string().optional(),
  API_KEYS_FILE: z.string().optional(),
  JWKS_URL: url.optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  CORS_ORIGINS: list.pipe(z.array(url.transform((text) => new URL(text).origin))).default([]),
  RATE_LIMIT: count(0, 1_000_000, 0),
  RECEIVER_KEY: z.string().max(8192).optional(),
  SIGNING_KEY: z.string().optional(),
  SIGNING_KEY_FILE: z.string().optional(),
  TRANSMITTER_KEYS: z.string().optional(),
  TRANSMITTER_KEYS_FILE: z.string().optional(),
  SIGNATURE_AUTHORITY: z.string().regex(
    /^[a-z\d.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/,
    "Expected host[:port]",
  ).optional(),
  SIGNATURE_WINDOW_MS: count(1000, 3_600_000, 120_000),
  DENO_DEPLOYMENT_ID: z.string().optional(),
  RECEIVER_URL: url.optional(),
  FORWARD_ALLOW: list.pipe(z.array(url)).default([]),
  UPLOAD_URLS: hosts,
  FORWARD_TIMEOUT_MS: count(100, 600_000, 30_000),
  MAX_BODY_BYTES: count(1024, 200_000_000, 20_000_000),
  MAX_PIXELS: count(4096, 100_000_000, 16_000_000),
  BODY_TIMEOUT_MS: count(100, 600_000, 30_000),
  MAX_CONCURRENT: count(1, 1024, 8),
  MAX_WAITING: count(0, 10_000, 0),
  DECODER: decoderChoice.optional(),
  DECODER_DEADLINE_MS: count(1000, 600_000, 30_000),
  OUTBOX_URL: z.string().regex(OUTBOX_URL_PATTERN, "Expected off, sqlite:PATH, kv: or nats://HOST").default(
    "sqlite:var/outbox.sqlite",
  ),
  OUTBOX_MAX_BYTES: count(100_000, 1_000_000_000_000, 10_000_000_000),
  OUTBOX_MAX_DEPTH: count(1, 1_000_000, 1000),
  JOB_WORKERS: count(0, 256, 2),
  JOB_LEASE_MS: count(300, 600_000, 30_000),
  JOB_MAX_AGE_MS: count(1000, 604_800_000, 86_400_000),
  JOB_RETENTION_MS: count(1000, 604_800_000, 3_600_000),
  PROMPTER_URL: url.optional(),
  PROMPTER_MODEL: z.string().max(200).default("default"),
  PROMPTER_KEY: z.string().max(4000).optional(),
  PROMPTER_TIMEOUT_MS: count(100, 600_000, 10_000),
  PROMPTER_RETRIES: count(0, 5, 1),
});

/** Names of the environment variables that the functions read, and nothing else. */
export const ENVIRONMENT = Object.keys(configSchema.shape) as (keyof Config)[];

/** Parsed configuration; sizes in bytes, times in ms. */
export type Config = z.infer<typeof configSchema> & Signing & {
  /** Decided, also where nothing was said. */
  AUTH: "keys" | "jwt" | "off";
  /** Those of `API_KEYS` and `API_KEYS_FILE`. */
  keys: readonly KeyRecord[];
};

/**
 * Reads and checks the configuration.
 *
 * @throws {SemcastError} `invalid-argument`, naming the variable and its limit
 */
export function loadConfig(get: (name: string) => string | undefined = (name) => Deno.env.get(name)): Config {
  const raw = Object.fromEntries(ENVIRONMENT.map((name) => [name, get(name) || undefined]));
  const result = configSchema.safeParse(raw);
  if (result.success) return withAuth(result.data);
  const text = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new SemcastError("invalid-argument", `Bad environment: ${text}`);
}

/**
 * Open to everyone only on this machine, or by the operator's own word.
 *
 * @throws {SemcastError} `invalid-argument`
 */
function withAuth(config: z.infer<typeof configSchema>): Config {
  const own = /^(127\.|localhost$|\[?::1\]?$)/.test(config.HOST) && config.DENO_DEPLOYMENT_ID === undefined;
  const { AUTH = own ? "off" : undefined } = config;
  if (AUTH === undefined) {
    throw new SemcastError(
      "invalid-argument",
      `Bad environment: AUTH: others can reach ${config.HOST}; set keys, jwt, or off to let everyone in`,
    );
  }
  const keys = AUTH === "keys" ? ofVariable("API_KEYS", () => parseRecords(linesOf("API_KEYS", config) ?? "")) : [];
  if (AUTH === "keys" && keys.length === 0) {
    throw new SemcastError("invalid-argument", "Bad environment: API_KEYS or API_KEYS_FILE: AUTH=keys needs a key");
  }
  if (AUTH === "jwt" && config.JWKS_URL === undefined) {
    throw new SemcastError(
      "invalid-argument",
      "Bad environment: JWKS_URL: AUTH=jwt needs the address of the public keys",
    );
  }
  return { ...config, AUTH, keys, ...signingOf((name) => linesOf(name, config)) };
}

/** A variable and the lines of the file that `…_FILE` names; undefined where neither is set. */
function linesOf(name: "API_KEYS" | "SIGNING_KEY" | "TRANSMITTER_KEYS", config: z.infer<typeof configSchema>) {
  const file = config[`${name}_FILE`];
  if (file === undefined) return config[name];
  try {
    return `${config[name] ?? ""}\n${Deno.readTextFileSync(file)}`;
  } catch (cause) {
    throw new SemcastError("invalid-argument", `Bad environment: ${name}_FILE: ${file} can't be read`, { cause });
  }
}
