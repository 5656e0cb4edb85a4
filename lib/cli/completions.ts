/**
 * `gettoken completions`: a script for each shell, and the words that the scripts ask for.
 *
 * The scripts are fixed: no name or description becomes shell code. On each completion the shell
 * asks gettoken for the words that can come next, and takes them as data.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { completionScripts, completionUsage } from "./completion_scripts.ts";
import { commandGroup, describeCommand } from "./cliffy.ts";
import type { Host } from "../core/host.ts";
import { explainOptions } from "./provider_help.ts";
import { printable } from "../core/text.ts";

/** The command. */
export function completionsCommand(host: Host): Command {
  const shells = ["bash", "zsh", "fish", "powershell"] as const;
  const commands = shells.map((shell) => [shell, shellCommand(host, shell)] as const);
  const group = commandGroup(
    host,
    describeCommand(
      "Print completions for a shell.",
      "Add the line for your shell to its start-up file.",
    ),
    Object.fromEntries(commands),
  );
  return shells.reduce((command, shell) => command.example(completionUsage[shell], ""), group);
}

function shellCommand(host: Host, shell: keyof typeof completionScripts): Command {
  return new Command()
    .description(`Print completions for ${shell}.`)
    .example(completionUsage[shell], "")
    .action(async () => {
      await host.writeStdout(completionScripts[shell]);
    }) as unknown as Command;
}

/** The line that asks a script to complete file names. */
const anyFile = ":file";

/**
 * The words that can come next on a command line, each on a line with its description. The line
 * `:file` if a file name can. Nothing where any other value is expected.
 *
 * @param args The words after `gettoken` up to the one being typed, which may be empty.
 */
export async function completionsOf(root: Command, args: readonly string[]): Promise<string> {
  // bash makes three words of --output=json, and of --output= two. Other shells make one.
  const words = args.at(-1) === "=" ? [...args, ""] : args;
  const last = words.at(-1) ?? "";
  const [, option, value] = /^(--[\w-]+)=(.*)$/s.exec(last) ?? [];
  const [typed, prefix] = option === undefined ? [last, ""] : [value ?? "", `${option}=`];
  const before = [...words.slice(0, -1), option ?? "="].filter((word) => word !== "=");
  // `explain` takes the options of the provider after it.
  const isExplained = before[0] === "explain" && before.length > 1;
  const path = isExplained ? before.slice(1) : before;
  const command = path.reduce((found, word) => found.getCommand(word) ?? found, root);
  const values = await valuesAfter(command, path.at(-1));
  const found = values ?? await namesIn(command, typed, positionOf(command, path));
  const own = isExplained && values === undefined ? explainOptions : [];
  const candidates = found === anyFile
    ? found
    : [...own.map(({ term, text }) => [term, text] as const), ...found];
  if (candidates === anyFile) return `${anyFile}\n`;
  return candidates
    .filter(([name]) => name.startsWith(typed) && /^[\w.-]+$/.test(name))
    .map(([name, description]) => `${prefix}${name} ${printable(description, 500)}`.trim() + "\n")
    .join("");
}

type Candidate = readonly [name: string, description: string];

type Candidates = readonly Candidate[] | typeof anyFile;

/** The values that an option can have; `undefined` if the word is not an option with a value. */
async function valuesAfter(command: Command, word = ""): Promise<Candidates | undefined> {
  const action = takesValue(command, word);
  return action === undefined ? undefined : await valuesOf(command, action);
}

/** What completes the value of an option; `undefined` if it has none. */
function takesValue(command: Command, word: string): string | undefined {
  return command.getOptions().find(({ flags }) => flags.includes(word))?.args[0]?.action;
}

async function valuesOf(command: Command, action: string): Promise<Candidates> {
  if (action === "file") return anyFile;
  const values = await command.getCompletion(action)?.complete(command, command.getParent());
  return values?.map((value) => [`${value}`, ""] as const) ?? [];
}

/** How many arguments of a command are complete. */
function positionOf(command: Command, words: readonly string[]): number {
  const positional = words.filter((word, index) =>
    !word.startsWith("-") && takesValue(command, words[index - 1] ?? "") === undefined
  );
  return positional.length - (command.getPath().split(" ").length - 1);
}

/** The commands below a command, its next argument, and its options. */
async function namesIn(
  command: Command,
  typed: string,
  position: number,
): Promise<Candidates> {
  const options = command.getOptions().map(({ flags, description }) =>
    [flags.at(-1) ?? "", description] as const
  );
  const all: Candidate[] = [...options, ["--help", "Show this help"]];
  if (typed.startsWith("-")) return all;
  const action = command.getArguments()[position]?.action;
  // A module is named by its path.
  const isModule = /^[.~]|[/\\]/.test(typed) && position === 0 &&
    (action === "provider" || command.getParent() === undefined);
  if (isModule || action === "file") return anyFile;
  if (action !== undefined) return await valuesOf(command, action);
  const commands = position > 0
    ? []
    : command.getCommands().map((other) => [other.getName(), other.getShortDescription()] as const);
  return command.getParent() === undefined && commands.length > 0
    ? commands
    : [...commands, ...all];
}
