/**
 * `semcast completions`: scripts with which a shell completes the commands, made from the same parsers that read them.
 *
 * @module
 */
import { Argument, Command } from "commander";
import { addExamples } from "./help.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = typeof SHELLS[number];

const EXAMPLES = `
$ bash > ~/.local/share/bash-completion/completions/semcast
$ zsh > ~/.zfunc/_semcast      with ~/.zfunc in fpath
$ fish > ~/.config/fish/completions/semcast.fish`;

/** The command's parser. */
export function completionsCommand(): Command {
  const command = new Command("completions")
    .description("Prints a script that completes commands and options in a shell.")
    .addArgument(new Argument("<shell>", "shell").choices(SHELLS));
  return addExamples(command, EXAMPLES);
}

/** Prints the script of a shell. */
export function runCompletions(command: Command): void {
  const program = command.parent ?? command;
  // The parser admits only these.
  console.log(SCRIPTS[command.args[0] as Shell](program));
}

/** A command and the words before it. */
interface Entry {
  words: string[];
  command: Command;
}

function entries(command: Command, words: string[] = []): Entry[] {
  return [
    { words, command },
    ...command.commands.flatMap((part) => entries(part, [...words, part.name()])),
  ];
}

/** Long and short flags, with what may follow them. */
function flags(
  command: Command,
): { names: string[]; description: string; choices: readonly string[]; takes: boolean }[] {
  return [
    ...command.options.map(({ short, long, description, argChoices, required }) => ({
      names: [short, long].filter((name) => typeof name === "string"),
      description,
      choices: argChoices ?? [],
      takes: required,
    })),
    { names: ["-h", "--help"], description: "display help for command", choices: [], takes: false },
  ];
}

/** What may stand as an argument: names of parts, choices. */
function words(command: Command): string[] {
  return [
    ...command.commands.map((part) => part.name()),
    ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  ];
}

const SCRIPTS: Record<Shell, (program: Command) => string> = { bash, zsh, fish };

function bash(program: Command): string {
  const cases = entries(program).map(({ words: path, command }) => {
    const [list, all] = [words(command), flags(command).flatMap(({ names }) => names)];
    return `    "${path.join(" ")}") words="${[...list, ...all].join(" ")}"${list.length > 0 ? "" : " files=1"} ;;`;
  });
  const choices = entries(program).flatMap(({ command }) => flags(command).filter(({ choices }) => choices.length > 0));
  const values = new Map(choices.flatMap(({ names, choices }) => names.map((name) => [name, choices.join(" ")])));
  return `# bash completion of semcast
_semcast() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} path="" words="" files="" i
  case $before in
${
    [...values].map(([name, list]) => `    ${name}) COMPREPLY=($(compgen -W "${list}" -- "$word")); return ;;`).join(
      "\n",
    )
  }
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
      ${paths(program)}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case $path in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ $word == -* || -z $files ]] || COMPREPLY+=($(compgen -f -- "$word"))
}
complete -o filenames -F _semcast semcast`;
}

function zsh(program: Command): string {
  const quoted = (text: string) => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, "\\$&");
  const cases = entries(program).map(({ words: path, command }) => {
    const options = flags(command).flatMap(({ names, description, choices, takes }) => {
      const value = choices.length > 0 ? `(${choices.join(" ")})` : "_files";
      return names.map((name) => `'${name}[${quoted(description)}]${takes ? `:value:${value}` : ""}'`);
    });
    const list = words(command);
    const rest = list.length > 0 ? `'*:argument:(${list.join(" ")})'` : "'*:file:_files'";
    return `    "${path.join(" ")}") _arguments ${[...options, rest].join(" ")} ;;`;
  });
  return `#compdef semcast
_semcast() {
  local path="" i
  for ((i = 2; i < CURRENT; i++)); do
    case "\${path:+$path }\${words[i]}" in
      ${paths(program)}) path="\${path:+$path }\${words[i]}" ;;
    esac
  done
  case $path in
${cases.join("\n")}
  esac
}
compdef _semcast semcast`;
}

function fish(program: Command): string {
  const lines = entries(program).flatMap(({ words: path, command }) => {
    const parts = command.commands.map((part) => part.name()).join(" ");
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const when = [...seen, ...(parts === "" ? [] : [`not __fish_seen_subcommand_from ${parts}`])].join("; and ");
    const line = (...rest: string[]) =>
      ["complete -c semcast", ...(when === "" ? [] : [`-n '${when}'`]), ...rest].join(" ");
    const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    return [
      ...command.commands.map((part) => line("-f", `-a ${part.name()}`, `-d ${quoted(part.description())}`)),
      ...command.registeredArguments.filter(({ argChoices }) => argChoices !== undefined).map(({ argChoices = [] }) =>
        line("-f", `-a ${quoted(argChoices.join(" "))}`)
      ),
      ...flags(command).map(({ names, description, choices, takes }) =>
        line(
          ...names.map((name) => name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`),
          ...(takes ? [choices.length > 0 ? `-x -a ${quoted(choices.join(" "))}` : "-r"] : []),
          `-d ${quoted(description)}`,
        )
      ),
    ];
  });
  return ["# fish completion of semcast", ...lines].join("\n");
}

/** The paths of all commands as alternatives of a shell's case. */
function paths(program: Command): string {
  return entries(program).slice(1).map(({ words }) => `"${words.join(" ")}"`).join(" | ");
}
