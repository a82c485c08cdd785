/**
 * SigMF metadata (sigmf.org, version 1): what is written beside the samples, and what of it is read.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { SemcastError } from "../errors.ts";

/** The only sample format: pairs of 32-bit floats, I then Q, little-endian. */
export const DATATYPE = "cf32_le";
/** Version of SigMF that is written; every 1.x is read. */
export const SIGMF_VERSION = "1.2.0";
/** Bytes of a sample. */
export const SAMPLE_BYTES = 8;

const count = z.int().min(0);

/** What is looked at; everything else may be there too. */
const metaSchema = z.looseObject({
  global: z.looseObject({
    "core:datatype": z.string(),
    "core:version": z.string(),
    "core:sample_rate": z.number().gt(0).max(1e12).optional(),
    "core:sha512": z.string().regex(/^[0-9a-f]{128}$/i, "Expected 128 hexadecimal digits").optional(),
    "core:num_channels": z.int().optional(),
    "core:metadata_only": z.boolean().optional(),
    "core:dataset": z.string().optional(),
    "core:trailing_bytes": z.int().optional(),
    "core:extensions": z.array(z.looseObject({ name: z.string(), optional: z.boolean().optional() })).optional(),
    "semcast:samples_per_symbol": z.int().optional(),
    "semcast:roll_off": z.number().optional(),
  }),
  captures: z.array(z.looseObject({
    "core:sample_start": count,
    "core:header_bytes": z.int().optional(),
  })),
  annotations: z.array(z.looseObject({ "core:sample_start": count, "core:sample_count": count.optional() })).optional(),
});

/** What is known of a recording before its samples are read. */
export interface RecordingMeta {
  /** Samples a second, where it is said. */
  sampleRate: number | undefined;
  /** SHA-512 of the data in lower-case hexadecimal digits, where it is said. */
  sha512: string | undefined;
  /** As a Semcast sender left it. */
  samplesPerSymbol: number | undefined;
  /** As a Semcast sender left it. */
  rollOff: number | undefined;
  /** The data has at least so many samples, by captures and annotations. */
  leastSamples: number;
}

/**
 * Reads the text of a `.sigmf-meta` file.
 *
 * @throws {SemcastError} `malformed` where it is no SigMF metadata, `unsupported` for a version, sample format or
 * extension that is not handled
 */
export function parseMeta(text: string): RecordingMeta {
  const parsed = metaSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new SemcastError("malformed", `SigMF metadata: ${path.join(".") || "file"}: ${message}`);
  }
  const { global, captures, annotations = [] } = parsed.data;
  const refuse = (what: string): never => {
    throw new SemcastError("unsupported", `SigMF metadata: ${what.slice(0, 200)}`);
  };
  if (!/^1\.\d+\.\d+/.test(global["core:version"])) refuse(`core:version is ${global["core:version"]}, expected 1.x`);
  if (global["core:datatype"] !== DATATYPE) refuse(`core:datatype is ${global["core:datatype"]}, expected ${DATATYPE}`);
  if ((global["core:num_channels"] ?? 1) !== 1) refuse("core:num_channels is not 1");
  if (global["core:metadata_only"] || global["core:dataset"] !== undefined) refuse("The samples are not beside it");
  if ((global["core:trailing_bytes"] ?? 0) !== 0 || captures.some((c) => (c["core:header_bytes"] ?? 0) !== 0)) {
    refuse("Bytes that are no samples lie in the data");
  }
  const needed = global["core:extensions"]?.find((e) => e.optional === false && e.name !== "semcast");
  if (needed !== undefined) refuse(`Extension ${needed.name} is not optional`);
  const ends = [
    ...captures.map((c) => c["core:sample_start"]),
    ...annotations.map((a) => a["core:sample_start"] + (a["core:sample_count"] ?? 0)),
  ];
  return {
    sampleRate: global["core:sample_rate"],
    sha512: global["core:sha512"]?.toLowerCase(),
    samplesPerSymbol: global["semcast:samples_per_symbol"],
    rollOff: global["semcast:roll_off"],
    leastSamples: ends.reduce((most, end) => Math.max(most, end), 0),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SemcastError("malformed", "SigMF metadata is not JSON", { cause });
  }
}

/** What {@linkcode writeMeta} writes. */
export interface FrameMeta {
  sampleRate: number;
  sha512: string;
  samplesPerSymbol: number;
  rollOff: number;
  /** First sample and number of samples of the frame, its silence left out. */
  frame: { start: number; count: number };
  /** All symbols of the frame. */
  symbols: number;
  /** What a symbol of unit energy was multiplied by. */
  amplitude: number;
}

/** The text of a `.sigmf-meta` file for one frame. */
export function writeMeta(meta: FrameMeta): string {
  const comment =
    `Root raised cosine, ${meta.samplesPerSymbol} samples a symbol. White noise of variance N0 a sample ` +
    "makes Es/N0 = semcast:amplitude squared / N0";
  const object = {
    global: {
      "core:datatype": DATATYPE,
      "core:version": SIGMF_VERSION,
      "core:sample_rate": meta.sampleRate,
      "core:sha512": meta.sha512,
      "core:num_channels": 1,
      "core:description": "One photo as a Semcast frame, the clean transmit signal in complex baseband",
      "core:recorder": "Semcast",
      "core:extensions": [{ name: "semcast", version: "1.0.0", optional: true }],
      "semcast:samples_per_symbol": meta.samplesPerSymbol,
      "semcast:roll_off": meta.rollOff,
    },
    captures: [{ "core:sample_start": 0 }],
    annotations: [{
      "core:sample_start": meta.frame.start,
      "core:sample_count": meta.frame.count,
      "core:label": "Semcast frame",
      "core:comment": comment,
      "semcast:symbols": meta.symbols,
      "semcast:amplitude": meta.amplitude,
    }],
  };
  return JSON.stringify(object, null, 2) + "\n";
}

/** Paths of both files of a recording, named by either of them or by what they share. */
export function recordingPaths(name: string): { meta: string; data: string } {
  const base = name.replace(/\.sigmf(-meta|-data)?$/, "");
  return { meta: `${base}.sigmf-meta`, data: `${base}.sigmf-data` };
}
