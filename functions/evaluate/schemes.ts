import type { Scheme } from "./scheme.ts";
import { FULL_SCALE } from "../_shared/packet/index.ts";
import { semcastScheme } from "./semcast_scheme.ts";
import { STILL_CODECS } from "./still_codecs.ts";
import { stillScheme } from "./still_scheme.ts";
import { UNCODED } from "./uncoded_scheme.ts";

/** Block-error rate of every class where protection is equal: that of the base layer. */
const EQUAL = [1e-3, 1e-3, 1e-3] as const;

/** Everything that can be compared, by name. Another one is another line here. */
export const SCHEMES: Readonly<Record<string, Scheme>> = {
  "semcast": semcastScheme(),
  "semcast-steps0": semcastScheme({ options: { steps: "0" } }),
  "semcast-strong": semcastScheme({ options: { steps: "0", key: "strong" } }),
  "semcast-full-size": semcastScheme({ options: { steps: "0" }, ablation: { scale: FULL_SCALE } }),
  "semcast-no-key-map": semcastScheme({ options: { steps: "0", key: "uniform" } }),
  "semcast-no-prompt": semcastScheme({ ablation: { withoutPrompt: true } }),
  "semcast-equal": semcastScheme({ options: { steps: "0" }, ablation: { targets: EQUAL } }),
  "semcast-float": semcastScheme({ float: true }),
  "semcast-lora": semcastScheme({ lora: true }),
  "semcast-analog": semcastScheme({ options: { mode: "analog" } }),
  "uncoded": UNCODED,
  "jpeg": stillScheme(STILL_CODECS.jpeg),
  "webp": stillScheme(STILL_CODECS.webp),
  "avif": stillScheme(STILL_CODECS.avif),
  "jxl": stillScheme(STILL_CODECS.jxl),
};
