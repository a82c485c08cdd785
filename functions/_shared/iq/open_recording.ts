import { createHash } from "node:crypto";
import { SemcastError } from "../errors.ts";
import type { SampleSource } from "./sample_source.ts";
import { parseMeta, type RecordingMeta, recordingPaths, SAMPLE_BYTES } from "./sigmf.ts";

/** Largest file of samples: 64 million of them. */
export const MAX_DATA_BYTES = 512 * 1024 * 1024;
const MAX_META_BYTES = 1 << 20;
const PIECE = 1 << 22;

/** A SigMF recording that is open for reading. */
export interface Recording extends SampleSource {
  meta: RecordingMeta;
  close(): void;
}

/**
 * Opens a recording and checks that metadata and data belong together.
 *
 * @param name path of the `.sigmf-meta` or `.sigmf-data` file, or what both share
 * @throws {SemcastError} `invalid-argument` where a file cannot be read, `too-large` over {@linkcode MAX_DATA_BYTES},
 * `malformed` for metadata that is none or does not fit the data, `unsupported` like `parseMeta`
 */
export async function openRecording(name: string): Promise<Recording> {
  const paths = recordingPaths(name);
  const metaBytes = await sizeOf(paths.meta);
  limit(paths.meta, metaBytes, MAX_META_BYTES);
  const bytes = await sizeOf(paths.data);
  limit(paths.data, bytes, MAX_DATA_BYTES);
  const meta = parseMeta(await readable(paths.meta, () => Deno.readTextFile(paths.meta)));
  if (bytes % SAMPLE_BYTES !== 0) {
    throw new SemcastError("malformed", `Recording has ${bytes} bytes, which are no whole samples of ${SAMPLE_BYTES}`);
  }
  const count = bytes / SAMPLE_BYTES;
  if (meta.leastSamples > count) {
    throw new SemcastError("malformed", `Recording has ${count} samples, its metadata speaks of ${meta.leastSamples}`);
  }
  const file = await readable(paths.data, () => Deno.open(paths.data));
  const recording = { meta, count, read: reader(file), close: () => file.close() };
  try {
    if (meta.sha512 !== undefined) await checkHash(file, meta.sha512);
    return recording;
  } catch (error) {
    recording.close();
    throw error;
  }
}

function reader(file: Deno.FsFile): SampleSource["read"] {
  return async (from, count) => {
    const bytes = new Uint8Array(SAMPLE_BYTES * count);
    await file.seek(SAMPLE_BYTES * from, Deno.SeekMode.Start);
    if (await fill(file, bytes) < bytes.length) {
      throw new SemcastError("malformed", "Recording became shorter while it was read");
    }
    // Everything that Deno runs on is little-endian, as the file is.
    return new Float32Array(bytes.buffer);
  };
}

async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<number> {
  let at = 0;
  while (at < bytes.length) {
    const got = await file.read(bytes.subarray(at));
    if (got === null) break;
    at += got;
  }
  return at;
}

async function checkHash(file: Deno.FsFile, expected: string): Promise<void> {
  const hash = createHash("sha512");
  const piece = new Uint8Array(PIECE);
  for (let got = await fill(file, piece); got > 0; got = await fill(file, piece)) hash.update(piece.subarray(0, got));
  if (hash.digest("hex") !== expected) {
    throw new SemcastError(
      "malformed",
      "Recording does not match its metadata: the SHA-512 differs, data are cut or changed",
    );
  }
}

async function sizeOf(path: string): Promise<number> {
  const { isFile, size } = await readable(path, () => Deno.stat(path));
  if (!isFile) throw new SemcastError("invalid-argument", `--iq: ${path} is no file`);
  return size;
}

function limit(path: string, bytes: number, most: number): void {
  if (bytes > most) {
    throw new SemcastError("too-large", `${path} has ${bytes} bytes, over the limit of ${most}`);
  }
}

async function readable<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "no such file" : cause instanceof Error ? cause.name : "failed";
    throw new SemcastError("invalid-argument", `--iq: reading ${path} failed: ${why}`, { cause });
  }
}
