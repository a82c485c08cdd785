/**
 * How the commands end: 0 done, 2 the caller's mistake, 1 ours; always one line on stderr.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { SemcastError } from "../errors.ts";

const PROJECT = resolve(fileURLToPath(new URL("../../../", import.meta.url)));

/** Exit status of a caller's mistake. */
export const USAGE = 2;
const OURS = new Set(["internal", "unavailable"]);

/** Runs a command's work and ends the process with the status that its outcome deserves. */
export async function runCommand(work: () => Promise<void>): Promise<never> {
  try {
    await work();
  } catch (error) {
    console.error(`error: ${lineOf(error)}`);
    Deno.exit(error instanceof SemcastError && !OURS.has(error.code) ? USAGE : 1);
  }
  Deno.exit(0);
}

/** An error as one line. */
export function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, " ");
}

/** Parses the arguments; `--help` ends with 0, a mistake with {@linkcode USAGE} and one line. */
export function parseArguments(command: Command, args: readonly string[]): void {
  withExits(command).parse(args, { from: "user" });
}

/** The same for a command whose parts have actions, which are waited for. */
export async function runActions(command: Command, args: readonly string[]): Promise<void> {
  await withExits(command).parseAsync(args, { from: "user" });
}

function withExits(command: Command): Command {
  command.configureOutput({ outputError: (text, write) => write(text.split("\n")[0] + "\n") });
  command.exitOverride((exit) => Deno.exit(exit.exitCode === 0 ? 0 : USAGE));
  for (const part of command.commands) withExits(part);
  return command;
}

/**
 * The bytes of a file that the caller named.
 *
 * @throws {SemcastError} `invalid-argument` where it cannot be read
 */
export async function readNamedFile(option: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "no such file" : cause instanceof Error ? cause.name : "failed";
    throw new SemcastError("invalid-argument", `${option}: reading ${path} failed: ${why}`, { cause });
  }
}

/** The files among the adapters of `--lora` as the caller meant them. */
export function loraPaths(text: string): string {
  const file = (part: string) => /\.safetensors(:|$)/.test(part) ? resolve(fromCaller(part)) : part;
  return text.split(",").map(file).join(",");
}

/**
 * A path as the caller meant it: `deno task` changes to the project's folder and leaves the caller's in INIT_CWD. Elsewhere
 * INIT_CWD is someone else's.
 */
export function fromCaller(path: string): string {
  const folder = Deno.cwd() === PROJECT ? Deno.env.get("INIT_CWD") : undefined;
  return folder === undefined ? path : resolve(folder, path);
}
