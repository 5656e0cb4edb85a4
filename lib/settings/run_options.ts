/**
 * The options of a run, in one table. The command line, the `GETTOKEN_…` variables, the help, the
 * names that no setting can have, and the explanation of a run are made from it.
 *
 * @module
 */

import {
  anyString,
  duration,
  oneOf,
  type Parser,
  switchTo,
  variableName,
  wholeNumber,
} from "./option_values.ts";

/** The names of the output formats. */
export const outputFormats = [
  "token",
  "json",
  "header",
  "headers",
  "env",
  "curl",
  "kubectl",
  "github",
] as const;

/** A format in which a token is printed. */
export type OutputFormat = typeof outputFormats[number];

/** The values of a run's options. */
export interface RunValues {
  readonly output: OutputFormat;
  /** The variable for the token, in formats that have one. */
  readonly envName: string | undefined;
  /** A file for the token. */
  readonly out: string | undefined;
  /** Whether the token goes to the clipboard. */
  readonly copy: boolean;
  /** The total network time limit, in seconds. */
  readonly timeout: number;
  readonly retries: number;
  /** Whether to cache tokens and to use cached ones. */
  readonly cache: boolean;
  /** Whether to request a new token although one may be cached. */
  readonly refresh: boolean;
  /** How long a cached token has to be valid at least, in seconds. */
  readonly minTtl: number;
  /** Whether to show the request instead of sending it. */
  readonly dryRun: boolean;
  /** Whether to ask on the terminal for what is missing. */
  readonly input: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The options that say where settings are; they are read before the others. */
type SourceName = "profile" | "envFile" | "caFile";

/** An option as it is written, described and named in the environment. */
export interface OptionSpelling {
  /** The short and the long option, with the placeholder of its value: `-o, --output <format>`. */
  readonly flags: string;
  /** The environment variable that sets the same. */
  readonly variable: string;
  /** The least trusted place in which the variable counts: from `./.env` only if it is harmless. */
  readonly readFrom: "environment" | "named files" | "./.env";
  readonly help: string;
  /** The default as the help shows it. */
  readonly shownDefault?: string;
  readonly repeatable?: true;
  /** Options that cannot be given at the same time. */
  readonly conflicts?: string;
}

/** A run option with its value. */
export interface RunOption<Value> extends OptionSpelling {
  readonly default: Value;
  readonly parse: Parser<Value>;
  /** The values that it can have, for completions. */
  readonly values?: readonly string[];
}

/** The table, in the order in which help shows it. */
export const runOptions:
  & { readonly [Name in keyof RunValues]: RunOption<RunValues[Name]> }
  & Readonly<Record<SourceName, OptionSpelling>> = {
    // From ./.env it could send the token of a job to all its later steps (github).
    output: {
      flags: "-o, --output <format>",
      variable: "GETTOKEN_OUTPUT",
      readFrom: "named files",
      help: "Output format: token, json, header, headers, env, curl, kubectl or github",
      shownDefault: "token",
      default: "token",
      values: outputFormats,
      parse: oneOf(outputFormats),
    },
    envName: {
      flags: "--env-name <name>",
      variable: "GETTOKEN_ENV_NAME",
      readFrom: "named files",
      help: "Variable for the token, with -o env and -o github",
      shownDefault: "ACCESS_TOKEN",
      default: undefined,
      parse: variableName,
    },
    out: {
      flags: "--out <file>",
      variable: "GETTOKEN_OUT",
      readFrom: "named files",
      help: "Write the token to this file (mode 0600) and nothing to stdout",
      default: undefined,
      parse: anyString,
    },
    copy: {
      flags: "--copy",
      variable: "GETTOKEN_COPY",
      readFrom: "named files",
      help: "Copy the token to the terminal's clipboard and print nothing to stdout",
      default: false,
      parse: switchTo(true),
    },
    profile: {
      flags: "-p, --profile <name>",
      variable: "GETTOKEN_PROFILE",
      readFrom: "environment",
      help: "Read settings from this profile, too",
    },
    envFile: {
      flags: "--env-file <path>",
      variable: "GETTOKEN_ENV_FILE",
      readFrom: "environment",
      help: "Read settings from this file, too",
      repeatable: true,
    },
    timeout: {
      flags: "--timeout <seconds>",
      variable: "GETTOKEN_TIMEOUT",
      readFrom: "./.env",
      help: "Total network time limit: 90, 90s or 2m",
      shownDefault: "30",
      default: 30,
      parse: duration(1, 300),
    },
    retries: {
      flags: "--retries <count>",
      variable: "GETTOKEN_RETRIES",
      readFrom: "./.env",
      help: "Retries if the network or the server fails temporarily",
      shownDefault: "2",
      default: 2,
      parse: wholeNumber(0, 10),
    },
    cache: {
      flags: "--cache",
      variable: "GETTOKEN_CACHE",
      readFrom: "./.env",
      help: "Cache the token, encrypted, and reuse it",
      default: false,
      parse: switchTo(true),
    },
    refresh: {
      flags: "--refresh",
      variable: "GETTOKEN_REFRESH",
      readFrom: "named files",
      help: "Request a new token and cache that one",
      default: false,
      parse: switchTo(true),
    },
    minTtl: {
      flags: "--min-ttl <seconds>",
      variable: "GETTOKEN_MIN_TTL",
      readFrom: "./.env",
      help: "Use a cached token only if it is valid for this much longer: 90, 15m or 2h",
      default: 0,
      parse: duration(0, 86_400),
    },
    // A setting, too, so that a value in ./.env is judged like that of other settings.
    caFile: {
      flags: "--ca-file <path>",
      variable: "GETTOKEN_CA_FILE",
      readFrom: "named files",
      help: "Trust these certificates, too: a PEM file",
    },
    dryRun: {
      flags: "--dry-run",
      variable: "GETTOKEN_DRY_RUN",
      readFrom: "named files",
      help: "Show what would be sent, and why",
      default: false,
      parse: switchTo(true),
    },
    input: {
      flags: "--no-input",
      variable: "GETTOKEN_NO_INPUT",
      readFrom: "./.env",
      help: "Never ask on the terminal",
      default: true,
      parse: switchTo(false),
    },
    // From ./.env it could hide to which host a module has the credential sent.
    quiet: {
      flags: "-q, --quiet",
      variable: "GETTOKEN_QUIET",
      readFrom: "named files",
      help: "Print no warnings",
      default: false,
      parse: switchTo(true),
    },
    verbose: {
      flags: "-v, --verbose",
      variable: "GETTOKEN_VERBOSE",
      readFrom: "./.env",
      help: "Print each step",
      conflicts: "quiet",
      default: false,
      parse: switchTo(true),
    },
  };

/** The names of the options that {@linkcode RunValues} has. */
export const runValueNames: readonly (keyof RunValues)[] = Object.entries(runOptions)
  .flatMap(([name, option]) => "parse" in option ? [name as keyof RunValues] : []);

/** Names that no setting of a provider can have. */
export const reservedNames: readonly string[] = [
  ...Object.keys(runOptions),
  // Options of `explain`, options that every command has, and GETTOKEN_PROVIDER.
  ...["check", "json", "help", "version", "provider"],
];
