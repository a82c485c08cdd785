/**
 * Bytes from files or standard input, to files or standard output.
 *
 * @module
 */
import { dirname } from "node:path";
import { SemcastError } from "../errors.ts";
import { fromCaller, readNamedFile } from "./exit.ts";
import type { Input } from "./inputs.ts";

/** Most bytes that are taken from standard input. */
const MAX_STDIN = 200_000_000;

/**
 * The bytes of an input.
 *
 * @param option What the caller called it, for the message
 * @throws {SemcastError} `invalid-argument` where it cannot be read, `too-large` for an endless standard input
 */
export async function readInput(option: string, { path }: Input): Promise<Uint8Array<ArrayBuffer>> {
  if (path !== "-") return await readNamedFile(option, path);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of Deno.stdin.readable) {
    length += chunk.length;
    if (length > MAX_STDIN) {
      throw new SemcastError("too-large", `Standard input is over the limit of ${MAX_STDIN} bytes`);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/**
 * The one file that results go to: what the caller named, or standard output for what came from standard input.
 *
 * @param single Options that go with one input only, by name
 * @throws {SemcastError} `invalid-argument` for several inputs, for JSON and bytes on one stream, and for a terminal
 */
export function outputOf(
  inputs: readonly Input[],
  output: string | undefined,
  { json, ...single }: { json?: boolean } & Record<string, unknown>,
): string | undefined {
  const file = output ?? (inputs.some(({ path }) => path === "-") ? "-" : undefined);
  const named = Object.entries({ output: file, ...single }).find(([, value]) => value !== undefined)?.[0];
  if (inputs.length !== 1 && named !== undefined) {
    throw new SemcastError("invalid-argument", `${named}: Only with one file`);
  }
  if (file === "-" && json) {
    throw new SemcastError("invalid-argument", "json: Standard output carries the result; name a file with --output");
  }
  if (file === "-" && Deno.stdout.isTerminal()) {
    throw new SemcastError("invalid-argument", "output: Standard output is a terminal; name a file with --output");
  }
  return file;
}

/**
 * Writes bytes to a file, whose folder is made, or to standard output (`-`).
 *
 * @throws {SemcastError} `invalid-argument` where the file cannot be written
 */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  if (path === "-") {
    const writer = Deno.stdout.writable.getWriter();
    await writer.write(bytes);
    return writer.releaseLock();
  }
  const file = fromCaller(path);
  try {
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.name : "failed";
    throw new SemcastError("invalid-argument", `Writing ${path} failed: ${why}`, { cause });
  }
}
