import { createHash } from "node:crypto";
import { SemcastError } from "../../functions/_shared/errors.ts";

/** Bytes that are here, of how many; undefined where the server does not say. */
export type OnBytes = (here: number, total: number | undefined) => void;

/**
 * Downloads a file. What arrived of it stays in `path`.part when the connection ends, and the next call goes on there.
 *
 * @param sha256 what its SHA-256 begins with, in hexadecimal digits
 * @returns its whole SHA-256
 * @throws {SemcastError} `unavailable` where the server does not answer or breaks off, `malformed` where it is another file, of which
 * nothing stays
 */
export async function download(url: string, path: string, sha256: string, onBytes: OnBytes): Promise<string> {
  const part = `${path}.part`;
  const name = url.slice(url.lastIndexOf("/") + 1);
  const before = await sizeOf(part);
  const headers: HeadersInit = before > 0 ? { range: `bytes=${before}-` } : {};
  const response = await fetch(url, { headers }).catch((cause) => {
    throw new SemcastError("unavailable", `Downloading ${url} failed: ${cause.message}`, { cause });
  });
  // 416: nothing is left to send. Whether all is here tells the digest.
  if (response.status === 416) await response.body?.cancel();
  else await append(response, part, response.status === 206 ? before : 0, url, onBytes);
  const digest = await digestOf(part);
  if (!digest.startsWith(sha256)) {
    await Deno.remove(part);
    throw new SemcastError(
      "malformed",
      `${name} has SHA-256 ${digest}; expected ${sha256}${sha256.length < 64 ? "…" : ""}`,
    );
  }
  await Deno.rename(part, path);
  return digest;
}

async function append(response: Response, part: string, from: number, url: string, onBytes: OnBytes): Promise<void> {
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new SemcastError("unavailable", `Downloading ${url} failed: status ${response.status}`);
  }
  const length = response.headers.get("content-length");
  const total = length === null ? undefined : from + Number(length);
  using file = await Deno.open(part, { create: true, write: true, append: from > 0, truncate: from === 0 });
  let here = from;
  try {
    for await (const bytes of response.body) {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      onBytes(here += bytes.length, total);
    }
  } catch (cause) {
    throw new SemcastError("unavailable", `Downloading ${url} broke off after ${here} bytes; try again to go on`, {
      cause,
    });
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of (await Deno.open(path)).readable) hash.update(bytes);
  return hash.digest("hex");
}
