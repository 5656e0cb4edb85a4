/**
 * Errors about a command line. They do not repeat what may be a secret.
 *
 * @module
 */

import type { ValidationError } from "@cliffy/command";
import { GettokenError } from "../core/errors.ts";
import { likelyNames } from "../core/likely_names.ts";
import { either } from "../core/text.ts";

/** An option that a command has: its short and long forms, and its values. */
interface KnownOption {
  readonly flags: readonly string[];
  readonly args: readonly { readonly optional?: boolean }[];
}

/**
 * Refuses mistakes that the parser may accept: an unknown option, which some versions take for an
 * argument; an empty value, such as that of an unset variable in a script; an option instead of a
 * value; a value joined to an option of one letter; arguments after `--`.
 *
 * @param path The command: `gettoken auth0`.
 * @param suggested Options to suggest besides.
 * @throws {GettokenError} `usage`
 */
export function refuseMistakes(
  args: readonly string[],
  options: readonly KnownOption[],
  path: string,
  suggested: readonly string[] = [],
): void {
  const names = options.flatMap(({ flags }) => flags);
  const withValue = options.filter(({ args }) => args.length > 0).flatMap(({ flags }) => flags);
  const needsValue = options.filter(({ args }) => args.some(({ optional }) => !optional))
    .flatMap(({ flags }) => flags);
  /** The option whose value is next. */
  let open: string | undefined;
  for (const [index, arg] of args.entries()) {
    const empty = arg === "" ? args[index - 1] ?? "" : /^(--[\w-]+)=$/.exec(arg)?.[1];
    if (empty !== undefined) {
      throw missingValue(
        empty,
        "The value is empty. Check that the variable in the command is set",
      );
    }
    if (open !== undefined) {
      refuseOption(arg, open, names);
      open = undefined;
      continue;
    }
    if (arg === "--") {
      if (index === args.length - 1) return;
      throw new GettokenError("usage", "Too many arguments: remove what follows --");
    }
    const flags = flagsIn(arg, names);
    const end = flags.findIndex((flag) => withValue.includes(flag) || !names.includes(flag));
    const flag = flags[end];
    if (flag === undefined) continue;
    if (!names.includes(flag)) {
      const name = nameIn(flag, names);
      throw usage(
        `Unknown option "${name}"${suggestion("option", flag, [...names, ...suggested])}`,
        path,
      );
    }
    if (end < flags.length - 1) {
      throw missingValue(flag, `Separate the value with a space: ${flag} VALUE`);
    }
    if (!arg.includes("=") && needsValue.includes(flag)) open = flag;
  }
}

/** Refuses an option where the value of the one before it is expected. */
function refuseOption(arg: string, before: string, names: readonly string[]): void {
  const [name = ""] = arg.split("=");
  if (!name.startsWith("--") || !names.includes(name)) return;
  throw missingValue(before, `An option follows. If it is the value, write ${before}=…`);
}

/** The options in an argument: `-qv` is two. Word processors change hyphens to other dashes. */
function flagsIn(arg: string, names: readonly string[]): string[] {
  const [name = ""] = arg.split("=");
  if (!/^\p{Dash_Punctuation}./u.test(name)) return [];
  const isLong = !/^-[^-]/.test(name) || names.includes(`-${name}`);
  return isLong ? [name] : [...name.slice(1)].map((letter) => `-${letter}`);
}

function usage(message: string, path: string): GettokenError {
  return new GettokenError("usage", message, { hint: `${path} --help shows the usage` });
}

function missingValue(option: string, hint: string): GettokenError {
  const subject = option.startsWith("-") ? `option "${nameIn(option)}"` : "an argument";
  return new GettokenError("usage", `Missing value for ${subject}`, { hint });
}

/** The parser's message, without values from the command line. */
export function usageError(
  { message, cmd }: ValidationError,
  args: readonly string[],
): GettokenError {
  const path = cmd?.getPath() ?? "gettoken";
  const options = cmd?.getOptions().flatMap(({ flags }) => flags) ?? [];
  const [, typed] = /^Unknown command "(.*?)"(?:\. Did you mean|\.?$)/s.exec(message) ?? [];
  const commands = cmd?.getCommands().map((other) => other.getName()) ?? [];
  const said = withoutValues(message, args, options) +
    (typed === undefined ? "" : suggestion("command", typed, commands));
  if (typed !== undefined && path === "gettoken") {
    return new GettokenError("unknown_provider", said.replaceAll("command", "provider"), {
      hint: "gettoken providers lists them; for a module, type its path",
    });
  }
  return usage(said, path);
}

function withoutValues(
  message: string,
  args: readonly string[],
  options: readonly string[],
): string {
  // The extra argument may be a secret without its option.
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

/** A sentence with suggestions. */
function suggestion(kind: string, typed: string, names: readonly string[]): string {
  const likely = likelyNames(typed, names);
  return likely.length === 0 || likely.includes(typed)
    ? ""
    : `. Did you mean ${kind} ${either(likely.map((name) => `"${name}"`))}?`;
}

/** The minimum length of a value that follows a name without a space, and is not a plural. */
const leastValue = 6;

/** The part of a word that can be a name. A secret may follow it without a space. */
function nameIn(word: string, options: readonly string[] = []): string {
  const glued = options.find((option) =>
    word.startsWith(option) && /^[^-]/.test(word.slice(option.length)) &&
    word.length >= option.length + leastValue
  );
  const name = glued ?? /^[\w./~\p{Dash_Punctuation}]*/u.exec(word)?.[0] ?? "";
  return name === word ? word : `${name}…`;
}
