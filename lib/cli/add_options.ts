/**
 * Adds options to a Cliffy command.
 *
 * @module
 */

import type { Command } from "@cliffy/command";
import { ParsedType } from "./cliffy.ts";
import { collects, type CommandOption, partsOf } from "./command_options.ts";
import { longOption } from "../settings/run_options.ts";

/** Adds options in their order. */
export function addOptions(command: Command, options: readonly CommandOption[]): Command {
  for (const option of options) {
    const { forms, placeholder = "" } = partsOf(option);
    const type = option.parse ? `${longOption(option).slice("--".length)}-value` : "string";
    if (option.parse) command.type(type, new ParsedType(option.parse, option.values));
    const details = `:${type}:${option.completion ?? type}`;
    const value = placeholder.replace(/(?=[>\]])/, details);
    command.option(`${forms.join(", ")} ${value}`.trimEnd(), option.help, {
      ...(collects(option) && { collect: true }),
      ...(option.conflicts && { conflicts: [option.conflicts] }),
    });
  }
  return command;
}
