import type { Command } from "commander";

/** «semcast send» or «deno task send»: how the caller started the command. */
export function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** Adds examples and exit statuses to a command's help; `$` stands for the command as the caller started it. */
export function addExamples(command: Command, examples: string): Command {
  return command.addHelpText("after", ({ command }) => {
    const text = examples.trim().replaceAll(/^\$/gm, nameOf(command)).replaceAll(/^/gm, "  ");
    return `\nExamples:\n${text}\n\nExit status: 0 done, 2 bad argument or file, 1 failure of Semcast itself.`;
  });
}
