/**
 * The JSON objects that describe a reception and a whole link run: the shape of `send --json` and of the JSON answers.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { CHANNELS } from "./options.ts";
import { promptSchema } from "./semantics/index.ts";

const size = z.object({ width: z.int(), height: z.int() });
const ms = z.number().min(0);

/** The decoder that made the picture. */
export const decoderSchema = z.object({
  runtime: z.string(),
  steps: z.int(),
  degraded: z.boolean().openapi({ description: "true: the chosen decoder failed, the deterministic one stepped in" }),
});

/** What `POST /v1/receive` answers as JSON. */
export const receptionSchema = z.object({
  image: size,
  prompt: promptSchema.nullable().openapi({ description: "null where the prompt was lost" }),
  key_fraction: z.number().nullable(),
  layers: z.array(z.object({ name: z.string(), bytes: z.int(), crc_ok: z.boolean() })),
  decoder: decoderSchema,
  ms: z.object({ decode: ms, diffuse: ms, total: ms }),
  files: z.object({ reconstruction: z.string().openapi({ description: "PNG as a data: URL" }) }),
}).openapi("Reception");
/** Parsed {@linkcode receptionSchema}. */
export type Reception = z.infer<typeof receptionSchema>;

/** What `send --json` prints and `POST /v1/link` answers. */
export const linkReportSchema = z.object({
  image: size,
  channel: z.object({ kind: z.enum(CHANNELS), snr_db: z.number(), seed: z.int() }),
  cbr: z.number(),
  bpp: z.number(),
  symbols: z.int(),
  packet_bytes: z.int(),
  prompt: promptSchema,
  key_fraction: z.number(),
  layers: z.array(z.object({
    name: z.string(),
    bytes: z.int(),
    mcs: z.string(),
    crc_ok: z.boolean(),
    snr_db: z.number().nullable().openapi({ description: "Mean Es/N0 after the equalizer; null on channel none" }),
    transmissions: z.int().openapi({ description: "How often it was sent (hybrid ARQ)" }),
  })),
  code_blocks: z.array(z.object({
    part: z.string().openapi({ description: "Header, or what one protection class carries" }),
    count: z.int(),
    failed: z.array(z.int()).openapi({ description: "Blocks whose check failed, from 0 on, in the order of sending" }),
  })).openapi({ description: "LDPC code blocks of each part that was demodulated; none on channel none" }),
  decoder: decoderSchema,
  ms: z.object({
    pixels: ms,
    segment: ms,
    encode: ms,
    prompt: ms,
    code: ms,
    channel: ms,
    decode: ms,
    diffuse: ms,
    total: ms,
  }),
  metrics: z.object({
    psnr: z.number().nullable().openapi({ description: "dB; null where both pictures are equal" }),
    ssim: z.number().nullable().openapi({ description: "null for pictures under 11 pixels a side" }),
    ms_ssim: z.number().nullable().openapi({ description: "null for pictures under 161 pixels a side" }),
    vsi: z.number().nullable().openapi({ description: "null for pictures that are too small for it" }),
    psnr_key: z.number().nullable().openapi({ description: "null where no cell is key" }),
    psnr_rest: z.number().nullable(),
  }),
  files: z.object({ original: z.string(), reconstruction: z.string(), key_map: z.string() }),
}).openapi("LinkReport");
/** Parsed {@linkcode linkReportSchema}. */
export type LinkReport = z.infer<typeof linkReportSchema>;
