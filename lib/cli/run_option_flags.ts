/**
 * Adds the run options to a Cliffy command.
 *
 * @module
 */

import type { Command } from "@cliffy/command";
import { ParsedType } from "./cliffy.ts";
import { type OptionSpelling, type RunOption, runOptions } from "../settings/run_options.ts";
import { wrap } from "../core/text.ts";

/** The width of the help beside the longest of these options. */
const width = 44;

/** Adds options of the table to a command; all of them, in order, unless some are named. */
export function addRunOptions(
  command: Command,
  names: readonly string[] = Object.keys(runOptions),
): Command {
  const table: Readonly<Record<string, OptionSpelling & Partial<RunOption<unknown>>>> = runOptions;
  for (const name of names) {
    const option = table[name];
    if (option === undefined) continue;
    if (option.parse) command.type(name, new ParsedType(option.parse, option.values));
    const type = option.parse ? name : "string";
    const completion = option.completion ?? type;
    command.option(option.flags.replace(">", `:${type}:${completion}>`), describeOption(option), {
      ...(option.repeatable && { collect: true }),
      ...(option.conflicts && { conflicts: [option.conflicts] }),
    });
  }
  return command;
}

/** The help of an option, with its variable and its default. */
function describeOption({ flags, help, variable, shownDefault }: OptionSpelling): string {
  const shownVariable = flags.includes("<") ? variable : `${variable}=1`;
  const fallback = shownDefault === undefined ? "" : `; default: ${shownDefault}`;
  return [...wrap(help, width), ...wrap(`(${shownVariable}${fallback})`, width)].join("\n");
}
