import type { Scheme } from "./scheme.ts";
import { semcastScheme } from "./semcast_scheme.ts";
import { STILL_CODECS } from "./still_codecs.ts";
import { stillScheme } from "./still_scheme.ts";

/** Everything that can be compared, by name. Another one is another line here. */
export const SCHEMES: Readonly<Record<string, Scheme>> = {
  "semcast": semcastScheme(),
  "semcast-steps0": semcastScheme({ steps: "0" }),
  "semcast-no-key-map": semcastScheme({ steps: "0", key: "uniform" }),
  "jpeg": stillScheme(STILL_CODECS.jpeg),
  "webp": stillScheme(STILL_CODECS.webp),
  "avif": stillScheme(STILL_CODECS.avif),
  "jxl": stillScheme(STILL_CODECS.jxl),
};
