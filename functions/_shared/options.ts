/**
 * The options of a transmission and of a reception: one zod schema each, used by the HTTP query, the multipart form and
 * the command line alike, so that the three can never differ.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { type Box, type ChannelKind, CHANNELS, KEY_MODES } from "./choices.ts";
import { decoderChoice } from "./runtime_choice.ts";
import { SemcastError } from "./errors.ts";
import { loraChoice } from "./lora_choice.ts";
import { promptSchema } from "./semantics/prompt.ts";
import { allLabels } from "./semantics/words.ts";

export { type Box, type ChannelKind, CHANNELS };

interface NumberLimits {
  min: number;
  max: number;
  integer?: boolean;
  /** `min` itself is not allowed. */
  above?: boolean;
}

/** A number that may arrive as text; empty text is no number. */
export function number(limits: NumberLimits, description: string) {
  const base = limits.integer ? z.int() : z.number();
  const from = limits.above ? base.gt(limits.min) : base.min(limits.min);
  const text = z.string().trim().regex(/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i, "Expected a number").transform(
    Number,
  );
  return z.union([z.number(), text]).pipe(from.max(limits.max)).openapi({
    type: limits.integer ? "integer" : "number",
    ...(limits.above ? { exclusiveMinimum: limits.min } : { minimum: limits.min }),
    maximum: limits.max,
    description,
  });
}

/** The same with a default, which the OpenAPI document shows too. */
export function numberOr(fallback: number, limits: NumberLimits, description: string) {
  return number(limits, description).default(fallback).openapi({ default: fallback });
}

const box = z.string().regex(/^\d{1,5},\d{1,5},\d{1,5},\d{1,5}$/, "Expected X,Y,W,H in whole pixels").transform(
  (text) => {
    const [x, y, width, height] = text.split(",").map(Number);
    return { x, y, width, height } as Box;
  },
).refine((b) => b.width > 0 && b.height > 0, "Expected a width and a height of at least 1");

function parsedJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "Expected a prompt as JSON" });
    return z.NEVER;
  }
}

/** Labels of regions, as «person,car». */
const labelList = z.string().max(400).transform((text) => text.split(",").map((word) => word.trim().toLowerCase()))
  .pipe(
    z.array(z.enum(allLabels, { error: `Expected labels of ${allLabels.join(", ")}` })).min(1).max(allLabels.length),
  );

const transmitFields = {
  snr: numberOr(3, { min: -20, max: 40 }, "Es/N0 in dB per complex channel symbol that the coding is planned for"),
  channel: z.enum(CHANNELS).default("awgn").openapi({ description: "Kind of channel that the coding is planned for" }),
  cbr: number({ min: 0, max: 4, above: true }, "Budget: complex channel symbols / (height × width × 3)").optional(),
  symbols: number({ min: 1, max: 1e8, integer: true }, "Budget: complex channel symbols").optional(),
  bpp: number({ min: 0, max: 24, above: true }, "Budget: payload bits before channel coding / pixels").optional(),
  key: z.enum(KEY_MODES).default("auto").openapi({
    description:
      "How much better key regions are: auto a little, or much where mask, roi or key_classes say what is key; " +
      "strong: much, in a layer of their own; uniform: not at all",
  }),
  roi: z.union([box.transform((b) => [b]), z.array(box).max(16)]).optional().openapi({
    type: "string",
    description: "X,Y,W,H in pixels of the upright photo: a region that matters, instead of what the network finds",
    example: "100,80,240,160",
  }),
  key_classes: z.union([labelList, z.array(labelList).max(16).transform((lists) => lists.flat())]).optional().openapi({
    type: "string",
    description: `What matters, instead of what the network finds, where the photo has it; of ${allLabels.join(", ")}`,
    example: "person,car",
  }),
  key_fraction: number(
    { min: 0, max: 1 },
    "Share of the photo that is key: mask, roi and key_classes first, then what matters most",
  ).optional(),
  key_people: z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]).optional()
    .openapi({ type: "boolean", description: "false: people do not matter by themselves, as they do otherwise" }),
  prompt: z.union([z.string().max(8192).transform(parsedJson).pipe(promptSchema), promptSchema]).optional().openapi({
    type: "string",
    description:
      "The caller's own structured prompt as JSON (docs/prompt.schema.json), instead of what a prompter says",
  }),
  prompter: z.enum(["tiny", "http"]).optional().openapi({
    description: "Who says what the photo shows: the shipped network, or the configured endpoint (the default, if any)",
  }),
  profile: z.enum(["tiny"]).default("tiny").openapi({ description: "Set of models" }),
};

const receiveFields = {
  steps: numberOr(4, { min: 0, max: 4, integer: true }, "Diffusion steps; 0 is the deterministic decoder"),
  seed: numberOr(1, { min: 0, max: 0xffffffff, integer: true }, "Seed of the channel and of the diffusion noise"),
  fidelity: numberOr(0.5, { min: 0, max: 1 }, "1 trusts only what was received, 0 lets the decoder invent most"),
  decoder: decoderChoice.optional(),
  lora: loraChoice.optional(),
};

/** How latents cross the link: coded, or as amplitudes on top of a coarse coded base. */
export const MODES = ["digital", "analog"] as const;

const linkFields = {
  mode: z.enum(MODES).default("digital").openapi({
    description:
      "digital: all is coded; analog: latents become amplitudes, prompt, key map and a coarse base are coded",
  }),
  expect: number(
    { min: -20, max: 40 },
    "Es/N0 in dB that the coding is planned for, where it is not that of the channel (snr)",
  ).optional(),
  doppler: number({ min: 0, max: 1500 }, "Greatest Doppler shift in Hz; default 0 on flat channels, 100 on tdl-*")
    .optional(),
  spread: numberOr(300, { min: 0, max: 2500 }, "Root mean square delay spread of tdl-* in ns"),
  knowledge: z.enum(["perfect", "pilots"]).optional().openapi({
    description: "What the receiver knows of a channel tdl-*: all, or what its pilots tell (default)",
  }),
  transmissions: numberOr(1, { min: 1, max: 4, integer: true }, "Most transmissions of a part (hybrid ARQ)"),
  candidates: number(
    { min: 2, max: 8, integer: true },
    "Prompts that are tried by decoding at low resolution; the best for its bytes is sent",
  ).optional(),
  loss: numberOr(0, { min: 0, max: 0.95 }, "Share of datagrams that channel none loses"),
  burst: numberOr(1, { min: 1, max: 1000 }, "Mean length of a run of lost datagrams"),
};

const oneBudget = (options: { cbr?: number; symbols?: number; bpp?: number }) =>
  [options.cbr, options.symbols, options.bpp].filter((value) => value !== undefined).length <= 1;
const ONE_BUDGET = { path: ["cbr"], message: "Expected one of cbr, symbols and bpp" };

/** What `POST /v1/transmit` takes besides the photo. */
export const transmitOptionsSchema = z.object(transmitFields).refine(oneBudget, ONE_BUDGET);
/** Parsed {@linkcode transmitOptionsSchema}. */
export type TransmitOptions = z.infer<typeof transmitOptionsSchema>;

/** What `POST /v1/receive` takes besides the packet. */
export const receiveOptionsSchema = z.object(receiveFields);
/** Parsed {@linkcode receiveOptionsSchema}. */
export type ReceiveOptions = z.infer<typeof receiveOptionsSchema>;

/** What the whole link takes: `POST /v1/link` and `send`. */
export const linkOptionsSchema = z.object({ ...transmitFields, ...receiveFields, ...linkFields })
  .refine(oneBudget, ONE_BUDGET)
  .refine(({ knowledge, channel }) => knowledge === undefined || channel.startsWith("tdl-"), {
    path: ["knowledge"],
    message: "Only channels tdl-* carry pilots",
  })
  .refine(({ mode, channel }) => mode === "digital" || channel !== "none", {
    path: ["mode"],
    message: "Analog needs a channel that carries symbols",
  })
  .refine(({ mode, bpp }) => mode === "digital" || bpp === undefined, {
    path: ["mode"],
    message: "Analog takes a budget of symbols or cbr, bits are not what it sends",
  })
  .refine(({ mode, transmissions }) => mode === "digital" || transmissions === 1, {
    path: ["mode"],
    message: "Analog sends everything once",
  })
  .refine(({ loss, channel }) => loss === 0 || channel === "none", {
    path: ["loss"],
    message: "Only channel none loses datagrams",
  })
  .refine(({ loss, burst }) => burst === 1 || loss / (1 - loss) <= burst, {
    path: ["burst"],
    message: "Expected at least loss / (1 - loss)",
  });
/** Parsed {@linkcode linkOptionsSchema}. */
export type LinkOptions = z.infer<typeof linkOptionsSchema>;

/** The bare fields, for OpenAPI parameters. */
export const OPTION_FIELDS = {
  transmit: z.object(transmitFields),
  receive: z.object(receiveFields),
  link: z.object({ ...transmitFields, ...receiveFields, ...linkFields }),
};

/** Default budget where none is given: the CBR of the design's main figure. */
export const DEFAULT_CBR = 1 / 16;

/** One field that was refused, for problem details and the command line. */
export interface FieldError {
  field: string;
  message: string;
}

/** Options that were refused; names each field and its limit. */
export class OptionsError extends SemcastError {
  readonly fields: FieldError[];

  constructor(fields: FieldError[]) {
    super("invalid-argument", fields.map((f) => `${f.field}: ${f.message}`).join("; "));
    this.name = "OptionsError";
    this.fields = fields;
  }
}

/**
 * Checks raw options against a schema.
 *
 * @throws {OptionsError} naming each bad field and its limit; unknown fields are refused by name
 */
export function parseOptions<T extends z.ZodType>(
  schema: T,
  raw: Record<string, unknown>,
  known: readonly string[],
): z.infer<T> {
  const unknown = Object.keys(raw).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new OptionsError(
      unknown.slice(0, 8).map((field) => ({
        field: field.slice(0, 40),
        message: `Unknown option; expected one of ${known.join(", ")}`,
      })),
    );
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  throw new OptionsError(result.error.issues.map((issue) => ({
    field: issue.path.join(".") || "options",
    message: describe(issue, raw),
  })));
}

function describe(issue: z.core.$ZodIssue, raw: Record<string, unknown>): string {
  const value = raw[String(issue.path[0])];
  const got = typeof value === "string" || typeof value === "number" ? ` (got ${String(value).slice(0, 40)})` : "";
  if (issue.code !== "invalid_union") return issue.message + got;
  const inner = issue.errors.flat().map((i) => i.message).find((message) => message.startsWith("Expected"));
  return (inner ?? issue.message) + got;
}
