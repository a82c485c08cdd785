/**
 * `deno task semcast`: every command under one name.
 *
 * @module
 */
import { Command } from "commander";
import denoJson from "../../../deno.json" with { type: "json" };
import { modelsCommand } from "../../../models/models.ts";
import { completionsCommand, runCompletions } from "./completions.ts";
import { evaluateCommand, runEvaluate } from "./evaluate.ts";
import { runActions, runCommand } from "./exit.ts";
import { inspectCommand, runInspect } from "./inspect.ts";
import { keysCommand } from "./keys.ts";
import { receiveCommand, runReceive } from "./receive.ts";
import { runSend, sendCommand } from "./send.ts";
import { runServe, serveCommand } from "./serve.ts";
import { runTransmit, transmitCommand } from "./transmit.ts";

/** The whole parser. Its actions do the work. */
export function program(): Command {
  const root = new Command("semcast")
    .description("Sends photographs over a poor link by their meaning.")
    .version(denoJson.version)
    .helpCommand(false);
  const parts: [Command, (command: Command) => void | Promise<void>][] = [
    [transmitCommand(), runTransmit],
    [receiveCommand().name("receive"), runReceive],
    [sendCommand().name("send"), runSend],
    [evaluateCommand().name("evaluate"), runEvaluate],
    [inspectCommand(), runInspect],
    [serveCommand(), runServe],
    [completionsCommand(), runCompletions],
  ];
  for (const [command, run] of parts) root.addCommand(command.action(() => run(command)));
  root.addCommand(keysCommand());
  root.addCommand(modelsCommand((action) => action()).name("models"));
  root.addHelpText(
    "after",
    "\nEach command has --help with examples. Exit status: 0 done, 2 bad argument or file, 1 failure of Semcast itself.",
  );
  return root;
}

if (import.meta.main) await runCommand(() => runActions(program(), Deno.args));
