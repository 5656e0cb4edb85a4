/**
 * Reads what Cliffy understood of a command line about a provider.
 *
 * @module
 */

import type { Arguments } from "./arguments.ts";
import {
  type Declared,
  fileSettingOf,
  mayBeInFile,
  networkSettings,
} from "../contract/declared_settings.ts";
import { givenRunOptions } from "./run_option_flags.ts";

/**
 * The arguments of a command line.
 *
 * @param given The values of the options, by name.
 * @param settings What the provider declares.
 */
export function readArguments(
  given: Readonly<Record<string, unknown>>,
  settings: Declared,
): Arguments {
  return {
    settings: Object.fromEntries([
      ...settings.map(([name, { list }]) => [name, joined(given[name], list)]),
      ...settings.filter(([, declared]) => mayBeInFile(declared))
        .map(([name]) => fileSettingOf(name))
        .map((name) => [name, given[name]]),
      ...Object.keys(networkSettings).map((name) => [name, given[name]]),
    ]),
    envFiles: (given.envFile as string[] | undefined) ?? [],
    profile: given.profile as string | undefined,
    options: givenRunOptions(given),
  };
}

function joined(value: unknown, separator: string | undefined): string | undefined {
  return Array.isArray(value) ? value.join(separator) : value as string | undefined;
}
