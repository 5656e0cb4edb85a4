/**
 * Adds the run options to a Cliffy command, and reads their values back.
 *
 * @module
 */

import type { Command } from "@cliffy/command";
import { ParsedType } from "./option_types.ts";
import {
  type OptionSpelling,
  type RunOption,
  runOptions,
  runValueNames,
  type RunValues,
} from "../settings/run_options.ts";
import { wrap } from "../core/text.ts";

/** The width of the help beside the longest of these options. */
const width = 44;

/** Adds options of the table to a command; all of them, in order, unless some are named. */
export function addRunOptions(
  command: Command,
  names: readonly string[] = Object.keys(runOptions),
): void {
  const table: Readonly<Record<string, OptionSpelling & Partial<RunOption<unknown>>>> = runOptions;
  for (const name of names) {
    const option = table[name];
    if (option === undefined) continue;
    if (option.parse) command.type(name, new ParsedType(option.parse, option.values));
    const type = option.parse ? name : "string";
    command.option(option.flags.replace(">", `:${type}>`), describeOption(option), {
      ...(option.repeatable && { collect: true }),
      ...(option.conflicts && { conflicts: [option.conflicts] }),
    });
  }
}

/** The help of an option, with its variable and its default. */
function describeOption({ flags, help, variable, shownDefault }: OptionSpelling): string {
  const shownVariable = flags.includes("<") ? variable : `${variable}=1`;
  const fallback = shownDefault === undefined ? "" : `; default: ${shownDefault}`;
  return [...wrap(help, width), ...wrap(`(${shownVariable}${fallback})`, width)].join("\n");
}

/** The run options that Cliffy found on a command line. */
export function givenRunOptions(given: Readonly<Record<string, unknown>>): Partial<RunValues> {
  return Object.fromEntries(
    runValueNames.map((name) => [name, given[name]] as const)
      // Without --no-input, Cliffy says that there is input.
      .filter(([name, value]) => value !== undefined && !(name === "input" && value === true)),
  );
}
