/**
 * `semcast keys pair`: key pairs for transmitters that sign and receivers that take signed packets only.
 *
 * @module
 */
import { Command } from "commander";
import { SemcastError } from "../errors.ts";
import { newPair, retire } from "../http/signature/key_lines.ts";
import { fromCaller } from "./exit.ts";

interface PairOptions {
  until?: string;
  retire?: string;
  secret?: string;
  public?: string;
  json?: boolean;
}

/** The command's parser. */
export function pairCommand(): Command {
  return new Command("pair")
    .description("Makes an Ed25519 key pair: the transmitter signs with one half, its receivers know the other.")
    .argument("<name>", "what the pair is called: letters, digits, dots and hyphens; the next one keeps the name")
    .option("--secret <file>", "writes the private half there (SIGNING_KEY_FILE) instead of printing it")
    .option("--public <file>", "adds the public half to this file (TRANSMITTER_KEYS_FILE) instead of printing it")
    .option("--until <day>", "last day that it is good for, YYYY-MM-DD (default: no end)")
    .option("--retire <day>", "last day for the earlier pairs of this name in the file of --public, YYYY-MM-DD")
    .option("--json", "print one JSON object")
    .action(runPair);
}

async function runPair(name: string, options: PairOptions): Promise<void> {
  if (options.retire !== undefined && options.public === undefined) {
    throw new SemcastError("invalid-argument", "retire: needs --public, the file with the earlier pairs");
  }
  const pair = await newPair(name, options.until);
  const [secret, list] = [options.secret, options.public].map((file) => file && fromCaller(file));
  if (list !== undefined) {
    const before = await readLines(list);
    const kept = options.retire === undefined ? before : retire(before, name, options.retire);
    const end = kept === "" || kept.endsWith("\n") ? "" : "\n";
    await replaceFile("public", list, `${kept}${end}${pair.public}\n`, 0o644);
  }
  if (secret !== undefined) await replaceFile("secret", secret, `${pair.secret}\n`, 0o600);
  if (options.json) console.log(JSON.stringify(pair));
  else {
    if (secret === undefined) console.log(pair.secret);
    console.error(list === undefined ? `TRANSMITTER_KEYS=${pair.public}` : `${list} has the public half.`);
  }
}

async function readLines(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "";
    throw new SemcastError("invalid-argument", `public: ${file} can't be read`, { cause });
  }
}

/** All or nothing: a service that starts meanwhile reads the old file or the new one. */
async function replaceFile(option: string, file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(beside, text, { mode, createNew: true });
    await Deno.rename(beside, file);
  } catch (cause) {
    throw new SemcastError("invalid-argument", `${option}: ${file} can't be written`, { cause });
  }
}
