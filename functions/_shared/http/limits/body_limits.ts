import type { BodyLimits } from "../body.ts";
import type { Config } from "../config.ts";
import { room } from "./room.ts";

/** Limits of the bodies of an app: each by itself, and together what may be worked on at once. */
export function bodyLimits(
  { MAX_BODY_BYTES, BODY_TIMEOUT_MS, MAX_CONCURRENT }: Config,
): BodyLimits {
  return { maxBytes: MAX_BODY_BYTES, timeoutMs: BODY_TIMEOUT_MS, room: room(2 * MAX_CONCURRENT * MAX_BODY_BYTES) };
}
