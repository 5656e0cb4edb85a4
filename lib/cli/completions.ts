/**
 * The words that can come next on a command line, from commands as data. The completion scripts of
 * the shells ask for them.
 *
 * @module
 */

import { explainOptions } from "./provider_help.ts";
import { printable } from "../core/text.ts";

/** A command, as far as it is completed. */
export interface CompletedCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What each of its arguments is. */
  readonly arguments: readonly CompletedValue[];
  readonly commands: readonly CompletedCommand[];
}

/** An option. */
export interface CompletedOption {
  /** Its short and long form; the last is offered. */
  readonly forms: readonly string[];
  readonly help: string;
  /** Its value, if it has one. */
  readonly value?: CompletedValue;
}

/** A file, a name that the user gave, or one of a list, which is empty for any other value. */
export type CompletedValue = "file" | "provider" | "added" | "profile" | readonly string[];

/** Names that users gave. */
export type NamesOf = (kind: "provider" | "added" | "profile") => Promise<readonly string[]>;

/** A command that is being typed, and how many commands are above it. */
interface Place {
  readonly command: CompletedCommand;
  readonly depth: number;
}

/** The line that asks a script to complete file names. */
const anyFile = ":file";

type Candidate = readonly [name: string, description: string];

type Candidates = readonly Candidate[] | typeof anyFile;

/**
 * The words that can come next on a command line, each on a line with its description. The line
 * `:file` if a file name can. Nothing where any other value is expected.
 *
 * @param args The words after `gettoken` up to the one being typed, which may be empty.
 */
export async function completionsOf(
  root: CompletedCommand,
  args: readonly string[],
  namesOf: NamesOf,
): Promise<string> {
  // bash makes three words of --output=json, and of --output= two. Other shells make one.
  const words = args.at(-1) === "=" ? [...args, ""] : args;
  const last = words.at(-1) ?? "";
  const [, option, value] = /^(--[\w-]+)=(.*)$/s.exec(last) ?? [];
  const [typed, prefix] = option === undefined ? [last, ""] : [value ?? "", `${option}=`];
  const before = [...words.slice(0, -1), option ?? "="].filter((word) => word !== "=");
  // `explain` takes the options of the provider after it.
  const isExplained = before[0] === "explain" && before.length > 1;
  const path = isExplained ? before.slice(1) : before;
  const place = placeOf(root, path);
  const expected = valueAfter(place.command, path.at(-1));
  const found = expected === undefined
    ? await namesIn(place, typed, positionOf(place, path), namesOf)
    : await valuesOf(expected, namesOf);
  if (found === anyFile) return `${anyFile}\n`;
  const own = isExplained && expected === undefined ? explainOptions : [];
  return [...own.map(({ term, text }) => [term, text] as const), ...found]
    .filter(([name]) => name.startsWith(typed) && /^[\w.-]+$/.test(name))
    .map(([name, description]) => `${prefix}${name} ${printable(description, 500)}`.trim() + "\n")
    .join("");
}

/** The command that the words name. */
function placeOf(root: CompletedCommand, words: readonly string[]): Place {
  return words.reduce<Place>(({ command, depth }, word) => {
    const next = command.commands.find(({ name, aliases }) =>
      name === word || aliases?.includes(word)
    );
    return next ? { command: next, depth: depth + 1 } : { command, depth };
  }, { command: root, depth: 0 });
}

/** The value that an option has; `undefined` if the word is not an option with a value. */
function valueAfter({ options }: CompletedCommand, word = ""): CompletedValue | undefined {
  return options.find(({ forms }) => forms.includes(word))?.value;
}

async function valuesOf(value: CompletedValue, namesOf: NamesOf): Promise<Candidates> {
  if (value === "file") return anyFile;
  const names = typeof value === "string" ? await namesOf(value) : value;
  return names.map((name) => [name, ""] as const);
}

/** How many arguments of a command are complete. */
function positionOf({ command, depth }: Place, words: readonly string[]): number {
  const positional = words.filter((word, index) =>
    !word.startsWith("-") && valueAfter(command, words[index - 1] ?? "") === undefined
  );
  return positional.length - depth;
}

/** The commands below a command, its next argument, and its options. */
async function namesIn(
  { command, depth }: Place,
  typed: string,
  position: number,
  namesOf: NamesOf,
): Promise<Candidates> {
  const options = [
    ...command.options.map(({ forms, help }) => [forms.at(-1) ?? "", help] as const),
    ["--help", "Show this help"] as const,
  ];
  if (typed.startsWith("-")) return options;
  const isRoot = depth === 0;
  const expected = command.arguments[position];
  // A module is named by its path.
  const isModule = /^[.~]|[/\\]/.test(typed) && position === 0 &&
    (expected === "provider" || isRoot);
  if (isModule) return anyFile;
  if (expected !== undefined) return await valuesOf(expected, namesOf);
  const commands = position > 0
    ? []
    : command.commands.map(({ name, summary }) => [name, summary] as const);
  return isRoot && commands.length > 0 ? commands : [...commands, ...options];
}
