/**
 * Adds the run options to a Cliffy command.
 *
 * @module
 */

import type { Command } from "@cliffy/command";
import { ParsedType } from "./cliffy.ts";
import { type OptionSpelling, type RunOption, runOptions } from "../settings/run_options.ts";

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
    command.option(option.flags.replace(">", `:${type}:${completion}>`), option.help, {
      ...((option.repeatable || option.negates) && { collect: true }),
      ...(option.conflicts && { conflicts: [option.conflicts] }),
    });
  }
  return command;
}
