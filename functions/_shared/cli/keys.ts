/**
 * `semcast keys`: keys for services that ask for them (`AUTH=keys`), and key pairs for signed packets.
 *
 * @module
 */
import { Command } from "commander";
import { SemcastError } from "../errors.ts";
import { findKey, formatRecord, newKey, parseRecords, type Scope, SCOPES } from "../http/auth/keys.ts";
import { fromCaller } from "./exit.ts";
import { addExamples } from "./help.ts";
import { pairCommand } from "./key_pair.ts";

const EXAMPLES = `
$ new phone                                  the key, and the line that the service has to know
$ new phone --scopes transmit --until 2027-12-31 --file keys.txt
$ check KEY --file keys.txt                  what a key is good for
$ pair roof --secret signing.key --public transmitters.txt
$ pair roof --secret signing.key --public transmitters.txt --retire 2027-12-31   the next pair takes over`;

/** The command's parser, with its parts `new`, `check` and `pair`. */
export function keysCommand(): Command {
  const command = new Command("keys").description(
    "Makes and checks keys for services that ask for them (AUTH=keys), and key pairs for signed packets.",
  );
  command.command("new").description("Makes a key. It is shown once; the service keeps only its hash.")
    .argument("<name>", "what the key is called: letters, digits, dots and hyphens")
    .option("--scopes <list>", `what it is good for, with commas: ${SCOPES.join(", ")}`, SCOPES.join(","))
    .option("--until <day>", "last day that it is good for, YYYY-MM-DD (default: no end)")
    .option("--file <file>", "adds the line to this file (API_KEYS_FILE) instead of printing it")
    .option("--json", "print one JSON object")
    .action((name: string, options: NewOptions) => runNew(name, options));
  command.command("check").description("Says what a key is good for; exit status 2 for nothing.")
    .argument("<key>", "the key")
    .option("--file <file>", "file with the service's lines (default: API_KEYS)")
    .action((key: string, options: { file?: string }) => runCheck(key, options));
  command.addCommand(pairCommand());
  return addExamples(command, EXAMPLES);
}

interface NewOptions {
  scopes: string;
  until?: string;
  file?: string;
  json?: boolean;
}

async function runNew(name: string, { scopes, until, file, json }: NewOptions): Promise<void> {
  const asked = scopes.split(",").map((scope) => scope.trim());
  const unknown = asked.find((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown !== undefined) {
    throw new SemcastError("invalid-argument", `scopes: ${unknown} is none of ${SCOPES.join(", ")}`);
  }
  const [key, record] = await newKey(name, SCOPES.filter((scope: Scope) => asked.includes(scope)), until);
  const line = formatRecord(record);
  if (file !== undefined) await Deno.writeTextFile(fromCaller(file), `${line}\n`, { append: true, mode: 0o600 });
  if (json) console.log(JSON.stringify({ key, record: line }));
  else {
    console.log(key);
    console.error(
      file === undefined ? `API_KEYS=${line}` : `${file} has its hash; the key itself is not kept anywhere.`,
    );
  }
}

async function runCheck(key: string, { file }: { file?: string }): Promise<void> {
  const text = file === undefined ? Deno.env.get("API_KEYS") ?? "" : await readKeys(file);
  const record = await findKey(key, parseRecords(text));
  if (record === undefined) throw new SemcastError("invalid-argument", "The key is not good");
  console.log(`${record.id}: ${record.scopes.join(", ")}${record.until === undefined ? "" : ` until ${record.until}`}`);
}

async function readKeys(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(fromCaller(file));
  } catch (cause) {
    throw new SemcastError("invalid-argument", `file: ${file} can't be read`, { cause });
  }
}
