/**
 * The weights: manifest, digest check, bytes. They lie beside the program, so that the working directory does not matter, or
 * where the caller says.
 *
 * @module
 */
import { readAsset } from "#assets";
import { z } from "zod";
import { sha256 } from "./bytes.ts";
import { SemcastError } from "./errors.ts";
import type { ModelSource } from "./model_source.ts";
import { MODELS_ROOT } from "./models_root.ts";
import { once } from "./once.ts";
import { release } from "./release.ts";

/** One entry of models/manifest.json. */
export const modelFileSchema = z.object({
  file: z.string().regex(/^[a-z0-9_]+(\/[a-z0-9_]+)*\.[a-z]+$/),
  profile: z.enum(["tiny"]),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1),
  licence: z.string().min(1),
  tensors: z.record(z.string(), z.unknown()),
  trained: z.string().min(1),
});

/** models/manifest.json. */
export const manifestSchema = z.object({ version: z.literal(1), files: z.array(modelFileSchema) });
/** Parsed {@linkcode manifestSchema}. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Files of one place. What is read is checked against the manifest, which is read once. */
export interface ModelFiles {
  /** @throws {SemcastError} `internal`: no manifest or a wrong one; `unavailable` where an address did not answer */
  manifest(): Promise<Manifest>;
  /**
   * The bytes of a file of the manifest, by its path below models/, with the size and SHA-256 that stand there.
   *
   * @throws {SemcastError} `internal`: not in the manifest, missing, or not the file that the manifest describes;
   * `unavailable` where an address did not answer
   */
  bytes(file: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Has something made of the bytes, whose memory is given back then, unless they are the caller's own. */
  load<T>(file: string, make: (bytes: Uint8Array<ArrayBuffer>) => T): Promise<T>;
  /** The same as JSON. */
  json(file: string): Promise<unknown>;
}

/** The files below an address, or those that a function gives; the shipped ones where nothing is said. */
export function modelFiles(from: URL | ModelSource = MODELS_ROOT): ModelFiles {
  const source: ModelSource = from instanceof URL ? (file) => readAsset(new URL(file, from)) : from;
  const manifest = once(async () => parseManifest(await source("manifest.json")));
  const bytes = async (file: string) => checked(file, await manifest(), source);
  const load = async <T>(file: string, make: (bytes: Uint8Array<ArrayBuffer>) => T): Promise<T> => {
    const read = await bytes(file);
    const made = make(read);
    if (from instanceof URL) release(read);
    return made;
  };
  return { manifest, bytes, load, json: async (file) => JSON.parse(new TextDecoder().decode(await bytes(file))) };
}

/** The manifest of {@linkcode modelFiles}. */
export async function loadManifest(from?: URL | ModelSource): Promise<Manifest> {
  return await modelFiles(from).manifest();
}

/** One file of {@linkcode modelFiles}. */
export async function loadModelFile(file: string, from?: URL | ModelSource): Promise<Uint8Array<ArrayBuffer>> {
  return await modelFiles(from).bytes(file);
}

function parseManifest(bytes: Uint8Array): Manifest {
  const result = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SemcastError("internal", `models/manifest.json is wrong at ${issue.path.join(".")}: ${issue.message}`);
}

async function checked(file: string, { files }: Manifest, source: ModelSource): Promise<Uint8Array<ArrayBuffer>> {
  const entry = files.find((candidate) => candidate.file === file);
  if (entry === undefined) throw new SemcastError("internal", `Model file ${file} is not in models/manifest.json`);
  const bytes = await source(file);
  const digest = await sha256(bytes);
  if (bytes.length === entry.bytes && digest === entry.sha256) return bytes;
  throw new SemcastError(
    "internal",
    `Model file ${file} has SHA-256 ${digest} and ${bytes.length} bytes; expected ${entry.sha256}, ${entry.bytes}`,
  );
}
