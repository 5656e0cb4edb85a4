/**
 * The options of a run, in one table. The command line, the `GETTOKEN_…` variables, the help, the
 * names that no setting can have, and the explanation of a run are made from it.
 *
 * @module
 */

import type { Parsed } from "../contract/formats.ts";
import { either } from "../core/text.ts";

const outputFormats = [
  ...(["token", "json", "header", "headers"] as const),
  ...(["env", "powershell", "cmd", "curl", "kubectl", "github"] as const),
];

/** A format in which a token is printed. */
export type OutputFormat = typeof outputFormats[number];

/** The formats that set a variable, whose name `--env-name` changes. */
export const variableFormats: readonly OutputFormat[] = ["env", "powershell", "cmd", "github"];

/** The sections of help that run options are in. */
export type OptionGroup = "Output" | "Cache" | "Network" | "General";

/** An option as it is written, described and named in the environment. */
export interface OptionSpelling {
  /** The short and the long option, with the placeholder of its value: `-o, --output <format>`. */
  readonly flags: string;
  /** The environment variable that sets the same. */
  readonly variable: string;
  /** The least trusted place in which the variable counts: from `./.env` only if it is harmless. */
  readonly readFrom: "environment" | "named files" | "./.env";
  readonly help: string;
  readonly group: OptionGroup;
  /** Whether the short help shows it. */
  readonly isUsual?: true;
  /** The default as the help shows it. */
  readonly shownDefault?: string;
  readonly repeatable?: true;
  /** What completes the value in a shell. */
  readonly completion?: "file" | "profile";
  /** An option that it conflicts with. */
  readonly conflicts?: string;
  /** A repeatable option whose name without `no-` it has. Cliffy collects both in one list. */
  readonly negates?: string;
}

/** A run option with its value. */
export interface RunOption<Value> extends OptionSpelling {
  readonly default: Value | undefined;
  readonly parse: Parser<Value>;
  /** The values that it can have, for completions. */
  readonly values?: readonly string[];
}

/** Parses a value, from the command line and from variables alike. */
export type Parser<Value> = (text: string) => Parsed<Value>;

/** The table, in the order of the help. Durations are in seconds. */
export const runOptions = {
  // From ./.env it could send the token of a job to all its later steps (github).
  output: {
    ...named("-o, --output <format>"),
    readFrom: "named files",
    help: "Output format: token, json, header, headers, env, powershell, cmd, curl, kubectl or " +
      "github",
    group: "Output",
    isUsual: true,
    shownDefault: "token",
    default: "token",
    values: outputFormats,
    parse: oneOf(outputFormats),
  },
  envName: {
    ...named("--env-name <name>"),
    readFrom: "named files",
    help: "Name of the variable in -o env, powershell, cmd and github",
    group: "Output",
    shownDefault: "ACCESS_TOKEN",
    default: undefined,
    parse: variableName,
  },
  raw: {
    ...named("--raw"),
    readFrom: "named files",
    help: "With -o json: print the server's reply as it came",
    group: "Output",
    ...toggle(true),
  },
  out: {
    ...named("--out <file>"),
    completion: "file",
    readFrom: "named files",
    help: "Write the token to this file (mode 0600, except on Windows) instead of stdout",
    group: "Output",
    default: undefined,
    parse: anyString,
  },
  copy: {
    ...named("--copy"),
    readFrom: "named files",
    help: "Copy the token to the terminal's clipboard instead of stdout",
    group: "Output",
    ...toggle(true),
  },
  cache: {
    ...named("--cache"),
    readFrom: "./.env",
    help: "Cache the token, encrypted, and reuse it",
    group: "Cache",
    isUsual: true,
    ...toggle(true),
  },
  refresh: {
    ...named("--refresh"),
    readFrom: "named files",
    help: "Request a new token and replace the cached one",
    group: "Cache",
    ...toggle(true),
  },
  minTtl: {
    ...named("--min-ttl <seconds>"),
    readFrom: "./.env",
    help: "Use a cached token only if it is valid for this much longer: 90, 15m, 2h",
    group: "Cache",
    default: 0,
    parse: duration(0, 86_400),
  },
  timeout: {
    ...named("--timeout <seconds>"),
    readFrom: "./.env",
    help: "Total network time limit: 90, 90s, 2m",
    group: "Network",
    shownDefault: "30",
    default: 30,
    parse: duration(1, 300),
  },
  retries: {
    ...named("--retries <count>"),
    readFrom: "./.env",
    help: "Retries after a temporary failure of network or server",
    group: "Network",
    shownDefault: "2",
    default: 2,
    parse: wholeNumber(0, 10),
  },
  // A setting, too, so that a value in ./.env is judged like that of other settings.
  caFile: {
    ...named("--ca-file <path>"),
    completion: "file",
    readFrom: "named files",
    help: "Also trust the CA certificates in this PEM file",
    group: "Network",
  },
  profile: {
    ...named("-p, --profile <name>"),
    completion: "profile",
    readFrom: "environment",
    help: "Read settings from this profile",
    group: "General",
    isUsual: true,
  },
  envFile: {
    ...named("--env-file <path>"),
    completion: "file",
    readFrom: "environment",
    help: "Read settings from this .env file",
    group: "General",
    isUsual: true,
    repeatable: true,
  },
  noEnvFile: {
    ...named("--no-env-file"),
    readFrom: "environment",
    help: "Do not read .env in the working directory",
    group: "General",
    negates: "envFile",
    ...toggle(true),
  },
  dryRun: {
    ...named("--dry-run"),
    readFrom: "named files",
    help: "Show the request without sending it",
    group: "General",
    ...toggle(true),
  },
  input: {
    ...named("--no-input"),
    readFrom: "./.env",
    help: "Never prompt",
    group: "General",
    ...toggle(false),
  },
  // From ./.env it could hide to which host a module has the credential sent.
  quiet: {
    ...named("-q, --quiet"),
    readFrom: "named files",
    help: "Print no warnings",
    group: "General",
    ...toggle(true),
  },
  verbose: {
    ...named("-v, --verbose"),
    readFrom: "./.env",
    help: "Log each step to stderr",
    group: "General",
    isUsual: true,
    conflicts: "quiet",
    ...toggle(true),
  },
} satisfies Readonly<Record<string, OptionSpelling | RunOption<unknown>>>;

/** The names of the options that a run has values of; the others say where settings are. */
export type RunValueName = {
  [Name in keyof typeof runOptions]: typeof runOptions[Name] extends { parse: unknown } ? Name
    : never;
}[keyof typeof runOptions];

/** The values of a run's options. */
export type RunValues = {
  readonly [Name in RunValueName]: typeof runOptions[Name] extends {
    readonly default: infer Default;
    readonly parse: Parser<infer Value>;
  } ? (Default extends undefined ? Value | undefined : Value)
    : never;
};

/** The names of the options that {@linkcode RunValues} has. */
export const runValueNames = Object.entries(runOptions)
  .flatMap(([name, option]) => "parse" in option ? [name as RunValueName] : []);

/** Names that no setting of a provider can have. */
export const reservedNames: readonly string[] = [
  ...Object.keys(runOptions),
  // Options of `explain`, options that every command has, and GETTOKEN_PROVIDER.
  ...["check", "json", "help", "version", "provider"],
];

/** The long option, without the placeholder of its value: `--output`. */
export function longOption({ flags }: Pick<OptionSpelling, "flags">): string {
  return flags.split(" ").find((word) => word.startsWith("--")) ?? flags;
}

/** `--min-ttl <seconds>` and its variable, `GETTOKEN_MIN_TTL`. */
function named(flags: string): Pick<OptionSpelling, "flags" | "variable"> {
  const name = longOption({ flags }).slice("--".length).replaceAll("-", "_").toUpperCase();
  return { flags, variable: `GETTOKEN_${name}` };
}

/** A switch that sets the option to a value. Its variable is `1` for that, `0` for the opposite. */
function toggle(on: boolean): { readonly default: boolean; readonly parse: Parser<boolean> } {
  const problem = "must be 1 or 0";
  return {
    default: !on,
    parse: (text) => /^[01]$/.test(text) ? { value: (text === "1") === on } : { problem },
  };
}

/** A duration in seconds: `90`, `90s`, `15m`, `2h`. */
function duration(min: number, max: number): Parser<number> {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
  return (text) => {
    const [, digits, unit = "s"] = /^(\d{1,5})([smh]?)$/.exec(text) ?? [];
    const value = Number(digits) * (units[unit] ?? 1);
    return value >= min && value <= max ? { value } : {
      problem: `must be a number of seconds from ${min} to ${max}, such as 90, 90s or 2m`,
    };
  };
}

function wholeNumber(min: number, max: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max
      ? { value }
      : { problem: `must be a number from ${min} to ${max}` };
  };
}

function oneOf<const Value extends string>(values: readonly Value[]): Parser<Value> {
  return (text) => {
    const value = values.find((value) => value === text);
    return value === undefined ? { problem: `must be ${either(values)}` } : { value };
  };
}

/** A name that every shell accepts for a variable. */
function variableName(text: string): Parsed {
  return /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(text)
    ? { value: text }
    : { problem: "must be letters, digits and _, and not begin with a digit" };
}

function anyString(text: string): Parsed {
  return { value: text };
}
