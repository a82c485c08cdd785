/**
 * `semcast serve`: what `deno task start` does, with the address as options.
 *
 * @module
 */
import { Command } from "commander";
import { ENVIRONMENT, loadConfig } from "../http/config.ts";
import { addExamples } from "./help.ts";
import { start } from "./start.ts";

const EXAMPLES = `
$                          http://127.0.0.1:8000
$ --port 0 --host 0.0.0.0  any free port, for others too: needs AUTH (docs/operations.md)`;

/** The command's parser. */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("Serves transmitter, receiver and simulated link on one port.")
    .option("--port <number>", "TCP port (default: PORT, else 8000)")
    .option("--host <address>", "address to listen on (default: HOST, else 127.0.0.1)");
  command.addHelpText("after", () => `\nEnvironment: ${ENVIRONMENT.join(", ")}`);
  return addExamples(command, EXAMPLES);
}

/** Serves until the process is told to stop. */
export async function runServe(command: Command): Promise<void> {
  const { port, host } = command.opts();
  await start(loadConfig((name) => ({ PORT: port, HOST: host })[name as string] ?? Deno.env.get(name)));
  await new Promise(() => {});
}
