/**
 * The shipped weights: manifest, digest check, bytes. Files are read relative to this module, so that the working
 * directory does not matter.
 *
 * @module
 */
import { z } from "zod";
import { SemcastError } from "./errors.ts";

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

const ROOT = new URL("../../models/", import.meta.url);

/**
 * Reads and checks the manifest.
 *
 * @throws {SemcastError} `internal`: a broken installation
 */
export async function loadManifest(root: URL = ROOT): Promise<Manifest> {
  const text = new TextDecoder().decode(await read(new URL("manifest.json", root)));
  const result = manifestSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SemcastError("internal", `models/manifest.json is wrong at ${issue.path.join(".")}: ${issue.message}`);
}

/**
 * The bytes of a model file, checked against the manifest's size and SHA-256.
 *
 * @param file Path below models/, such as `tiny/codec.scnn`
 * @throws {SemcastError} `internal`: not in the manifest, missing, or not the file that the manifest describes
 */
export async function loadModelFile(file: string, root: URL = ROOT): Promise<Uint8Array<ArrayBuffer>> {
  const entry = (await loadManifest(root)).files.find((candidate) => candidate.file === file);
  if (entry === undefined) throw new SemcastError("internal", `Model file ${file} is not in models/manifest.json`);
  const bytes = await read(new URL(file, root));
  const digest = hex(await crypto.subtle.digest("SHA-256", bytes));
  if (bytes.length !== entry.bytes || digest !== entry.sha256) {
    throw new SemcastError(
      "internal",
      `Model file ${file} has SHA-256 ${digest} and ${bytes.length} bytes; expected ${entry.sha256}, ${entry.bytes}`,
    );
  }
  return bytes;
}

/** Model JSON, checked like {@linkcode loadModelFile}. */
export async function loadModelJson(file: string, root: URL = ROOT): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await loadModelFile(file, root)));
}

async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(url);
  } catch (cause) {
    throw new SemcastError("internal", `Reading ${url.pathname} failed`, { cause });
  }
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
