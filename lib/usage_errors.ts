/**
 * What is wrong with a command line, without repeating what may be a secret.
 *
 * @module
 */

import type { Command, ValidationError } from "@cliffy/command";
import { GettokenError } from "./errors.ts";
import { likelyNames } from "./suggestion.ts";
import { either } from "./text.ts";

/**
 * Refuses what the parser would take, but nobody means: an empty value, such as that of a variable
 * of a script that is not set; an option in the place of a value; a value glued to an option of one
 * letter; words behind `--`, which nothing reads.
 *
 * @throws {GettokenError} `usage`
 */
export function refuseMistakes(args: readonly string[], command: Command): void {
  const options = command.getOptions();
  const names = options.flatMap(({ flags }) => flags);
  const withValue = options.filter(({ args }) => args.length > 0).flatMap(({ flags }) => flags);
  for (const [index, arg] of args.entries()) {
    const before = args[index - 1] ?? "";
    const empty = arg === "" ? before : /^(--[\w-]+)=$/.exec(arg)?.[1];
    if (empty !== undefined) {
      throw missingValue(empty, "It is given, but empty: is a variable not set?");
    }
    if (withValue.includes(before)) refuseOption(arg, before, names);
    else refuseGlued(arg, names, withValue);
  }
  const end = args.indexOf("--");
  if (end !== -1 && end < args.length - 1) {
    throw new GettokenError("usage", "Too many arguments: nothing is read behind --");
  }
}

/** Refuses an option where the value of the one before it is due. */
function refuseOption(arg: string, before: string, names: readonly string[]): void {
  const [name = ""] = arg.split("=");
  if (!name.startsWith("--") || !names.includes(name)) return;
  throw missingValue(before, `What follows it is another option; if that is meant: ${before}=…`);
}

/** Refuses a value that is glued to an option of one letter, as in `-ojson`: they are five options. */
function refuseGlued(arg: string, names: readonly string[], withValue: readonly string[]): void {
  const flags = [.../^-(\w+)/.exec(arg)?.[1] ?? ""].map((letter) => `-${letter}`);
  const end = flags.findIndex((flag) => withValue.includes(flag) || !names.includes(flag));
  const flag = flags[end] ?? "";
  if (end === flags.length - 1 || !withValue.includes(flag)) return;
  throw missingValue(flag, `It stands apart from the option: ${flag}, a space, the value`);
}

function missingValue(option: string, hint: string): GettokenError {
  const subject = option.startsWith("-") ? `option "${nameIn(option)}"` : "an argument";
  return new GettokenError("usage", `Missing value for ${subject}`, { hint });
}

/** What the parser found wrong, in its words but for those that came from the command line. */
export function usageError(
  { message, cmd }: ValidationError,
  args: readonly string[],
): GettokenError {
  const path = cmd?.getPath() ?? "gettoken";
  const options = cmd?.getOptions().flatMap(({ flags }) => flags) ?? [];
  const said = withoutValues(message, args, options) + suggestion(message, cmd);
  if (message.startsWith("Unknown command") && path === "gettoken") {
    return new GettokenError("unknown_provider", said.replaceAll("command", "provider"), {
      hint: "gettoken providers lists them; a module of your own is named by its path",
    });
  }
  return new GettokenError("usage", said, { hint: `${path} --help shows what there is` });
}

function withoutValues(
  message: string,
  args: readonly string[],
  options: readonly string[],
): string {
  // What is too much may be a secret that lost its option.
  if (message.startsWith("Too many arguments")) return "Too many arguments";
  const words = args.flatMap((arg) => [arg, arg.split("=")[0] ?? ""])
    .filter((word) => word !== "").sort((a, b) => b.length - a.length);
  const said = words.reduce(
    (said, word) => said.replaceAll(`"${word}"`, `"${nameIn(word, options)}"`),
    message,
  );
  const values = /"\. Expected values: "([^.]*)"$/.exec(said)?.[1]?.split('", "');
  return said.replace(/\. Did you mean \w+ "[^"]*"\?$|, but got ".*|\.$/s, "")
    .replace(/ must be of type "\w+"$/, (type) => values ? ` must be ${either(values)}` : type);
}

/** What may have been meant by a name that there is not, as another sentence. */
function suggestion(message: string, command: Command | undefined): string {
  const [, typed = "", kind = "", nearest = ""] =
    /"(.*)"\. Did you mean (option|command) "([^"]*)"\?$/s.exec(message) ?? [];
  const names = kind === "option"
    ? command?.getOptions().map(({ flags }) => flags.at(-1) ?? "")
    : command?.getCommands().map((other) => other.getName());
  const likely = nearest === "" ? [] : likelyNames(typed, names ?? [], nearest);
  return likely.length === 0 ? "" : `. Did you mean ${kind} ${either(likely.map(quoted))}?`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** The fewest characters that are taken for a value, and not for the plural of a name. */
const leastValue = 6;

/** The beginning of a word, as far as it can be a name. A secret may have been glued to it. */
function nameIn(word: string, options: readonly string[] = []): string {
  const glued = options.find((option) =>
    word.startsWith(option) && /^[^-]/.test(word.slice(option.length)) &&
    word.length >= option.length + leastValue
  );
  const name = glued ?? /^[\w./~-]*/.exec(word)?.[0] ?? "";
  return name === word ? word : `${name}…`;
}
