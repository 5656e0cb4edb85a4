/**
 * The parsed command line of one provider. It does not import Cliffy: a run without arguments does not
 * load it.
 *
 * @module
 */

import {
  type Declared,
  fileSettingOf,
  mayBeInFile,
  networkSettings,
} from "../contract/declared_settings.ts";
import { runValueNames, type RunValues } from "../settings/run_options.ts";
import type { NamedFiles } from "../settings/setting_files.ts";

/** A parsed command line. */
export interface Arguments extends NamedFiles {
  /** Values of the provider's settings, by name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** The run options on the command line. Variables and defaults fill in the others. */
  readonly options: Partial<RunValues>;
  /** What to explain instead of printing a token. */
  readonly explain?: Explaining | undefined;
}

/** How to explain a run. */
export interface Explaining {
  /** Whether to ask the server for its metadata and its certificate. */
  readonly check: boolean;
  readonly json: boolean;
}

/** A command line without any option. */
export const noArguments: Arguments = { settings: {}, envFiles: [], options: {} };

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
  const values: Record<string, string | undefined> = {};
  for (const [name, setting] of settings) {
    values[name] = joined(given[name], setting.list);
    if (!mayBeInFile(setting)) continue;
    const file = fileSettingOf(name);
    values[file] = given[file] as string | undefined;
  }
  for (const name of Object.keys(networkSettings)) {
    values[name] = given[name] as string | undefined;
  }
  return {
    settings: values,
    envFiles: envFilesIn(given).filter((path) => path !== false),
    profile: given.profile as string | undefined,
    noEnvFile: hasNoEnvFile(given),
    options: givenRunOptions(given),
  };
}

/** The values of `--env-file`, and `false` for each `--no-env-file`. */
function envFilesIn({ envFile }: Readonly<Record<string, unknown>>): readonly (string | false)[] {
  return (envFile as (string | false)[] | undefined) ?? [];
}

function hasNoEnvFile(given: Readonly<Record<string, unknown>>): true | undefined {
  return envFilesIn(given).includes(false) || undefined;
}

function joined(value: unknown, separator: string | undefined): string | undefined {
  // An option whose value may be left out is a switch then.
  if (value === true) return "true";
  return Array.isArray(value) ? value.join(separator) : value as string | undefined;
}

/** The run options among the options that Cliffy parsed. */
export function givenRunOptions(given: Readonly<Record<string, unknown>>): Partial<RunValues> {
  const options: Record<string, unknown> = {};
  for (const name of runValueNames) {
    const value = name === "noEnvFile" ? hasNoEnvFile(given) : given[name];
    // Without --no-input, Cliffy says that there is input.
    if (value !== undefined && !(name === "input" && value === true)) options[name] = value;
  }
  return options;
}
