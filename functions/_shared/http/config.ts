/**
 * Configuration of the functions from the environment, checked once at start.
 *
 * @module
 */
import { z } from "zod";
import { SemcastError } from "../errors.ts";
import { OUTBOX_URL_PATTERN } from "../outbox/pattern.ts";
import { decoderChoice } from "../runtime_choice.ts";

const count = (min: number, max: number, fallback: number) =>
  z.string().regex(/^\d+$/, "Expected a whole number").transform(Number).pipe(z.int().min(min).max(max))
    .default(fallback);
const url = z.url({ protocol: /^https?$/ });

const configSchema = z.object({
  PORT: count(0, 65535, 8000),
  HOST: z.string().default("127.0.0.1"),
  RECEIVER_URL: url.optional(),
  FORWARD_ALLOW: z.string().transform((list) => list.split(",").map((entry) => entry.trim()).filter(Boolean)).pipe(
    z.array(url),
  ).default([]),
  FORWARD_TIMEOUT_MS: count(100, 600_000, 30_000),
  MAX_BODY_BYTES: count(1024, 200_000_000, 20_000_000),
  MAX_PIXELS: count(4096, 100_000_000, 16_000_000),
  BODY_TIMEOUT_MS: count(100, 600_000, 30_000),
  MAX_CONCURRENT: count(1, 1024, 8),
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
export type Config = z.infer<typeof configSchema>;

/**
 * Reads and checks the configuration.
 *
 * @throws {SemcastError} `invalid-argument`, naming the variable and its limit
 */
export function loadConfig(get: (name: string) => string | undefined = (name) => Deno.env.get(name)): Config {
  const raw = Object.fromEntries(ENVIRONMENT.map((name) => [name, get(name) || undefined]));
  const result = configSchema.safeParse(raw);
  if (result.success) return result.data;
  const text = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new SemcastError("invalid-argument", `Bad environment: ${text}`);
}
