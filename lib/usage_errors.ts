/**
 * What is wrong with a command line, without repeating what may be a secret.
 *
 * @module
 */

import type { Command, ValidationError } from "@cliffy/command";
import { GettokenError } from "./errors.ts";

/**
 * Refuses what the parser would take, but nobody means: an empty value, such as that of a variable
 * of a script that is not set; an option in the place of a value; words behind `--`, which nothing
 * reads.
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
    const [name = ""] = arg.split("=");
    if (withValue.includes(before) && name.startsWith("--") && names.includes(name)) {
      throw missingValue(
        before,
        `What follows it is another option; if that is meant: ${before}=…`,
      );
    }
  }
  const end = args.indexOf("--");
  if (end !== -1 && end < args.length - 1) {
    throw new GettokenError("usage", "Too many arguments: nothing is read behind --");
  }
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
  const said = withoutValues(message, args);
  if (message.startsWith("Unknown command") && path === "gettoken") {
    return new GettokenError("unknown_provider", said.replaceAll("command", "provider"), {
      hint: "gettoken providers lists them; a module of your own is named by its path",
    });
  }
  return new GettokenError("usage", said, { hint: `${path} --help shows what there is` });
}

function withoutValues(message: string, args: readonly string[]): string {
  // What is too much may be a secret that lost its option.
  if (message.startsWith("Too many arguments")) return "Too many arguments";
  const [problem = ""] = message.split(', but got "');
  const isEnum = problem.includes("must be of type");
  const allowed = isEnum ? /.*"(\. Expected values: .*)$/s.exec(message)?.[1] ?? "" : "";
  const words = args.filter((arg) => arg !== "").sort((a, b) => b.length - a.length);
  const said = words.reduce(
    (said, word) => said.replaceAll(`"${word}"`, `"${nameIn(word)}"`),
    problem,
  );
  return said + allowed;
}

/** The beginning of a word, as far as it can be a name. A secret may have been glued to it. */
function nameIn(word: string): string {
  const name = /^[\w./~-]*/.exec(word)?.[0] ?? "";
  return name === word ? word : `${name}…`;
}
