/**
 * A Cliffy command for one provider, made from the settings that it declares.
 *
 * @module
 */

import { Command, EnumType, Type, ValidationError } from "@cliffy/command";
import { type Arguments, noArguments } from "./arguments.ts";
import { maxMinTtl } from "./cache_options.ts";
import {
  documentsWith,
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  networkSettings,
  optionOf,
  settingsOf,
  variablesOf,
} from "./common_settings.ts";
import { checkFormat } from "./formats.ts";
import type { Declared } from "./incomplete_settings.ts";
import { type OutputFormat, outputFormats } from "./output.ts";
import type { Provider, Setting } from "./provider.ts";
import { either, words, wrap } from "./text.ts";

/** A whole number within bounds. */
export class NumberType extends Type<number> {
  readonly #what: string;
  readonly #min: number;
  readonly #max: number;

  constructor(what: string, min: number, max: number) {
    super();
    this.#what = what;
    this.#min = min;
    this.#max = max;
  }

  parse({ label, name, value }: { label: string; name: string; value: string }): number {
    const number = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
    if (number >= this.#min && number <= this.#max) return number;
    throw new ValidationError(
      `${label} "${name}" must be a number${this.#what} from ${this.#min} to ${this.#max}`,
    );
  }
}

/** A name that every shell takes for a variable. */
class VariableType extends Type<string> {
  parse({ label, name, value }: { label: string; name: string; value: string }): string {
    if (/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value)) return value;
    throw new ValidationError(
      `${label} "${name}" must be letters, digits and _, and not begin with a digit`,
    );
  }
}

/** The syntax of a scope is the same everywhere, so a wrong one is a wrong command line. */
class ScopeType extends Type<string> {
  parse({ label, name, value }: { label: string; name: string; value: string }): string {
    const checked = checkFormat(value, "scope");
    if ("value" in checked) return checked.value;
    throw new ValidationError(`${label} "${name}" ${checked.problem}`);
  }
}

/**
 * The command for a provider.
 *
 * @param name What the user calls it: its name, an alias, the path of its module.
 * @param run Gets a command line that is right.
 * @param purpose What it is for: a token, or an explanation of how one would be got.
 */
export function providerCommand(
  name: string,
  provider: Provider,
  run: (given: Arguments) => void,
  purpose: "token" | "explanation" = "token",
): Command {
  const command = new Command();
  command
    .description(() =>
      purpose === "token" ? describe(name, provider) : explanationDescription(provider.title)
    )
    .meta("Documentation", provider.docs)
    .type("format", new EnumType(outputFormats))
    .type("seconds", new NumberType(" of seconds", 1, 300))
    .type("lifetime", new NumberType(" of seconds", 0, maxMinTtl))
    .type("count", new NumberType("", 0, 10))
    .type("scopes", new ScopeType())
    .type("variable", new VariableType())
    .group("Settings");
  const settings = Object.entries(settingsOf(provider));
  const beside = widthBeside(settings);
  for (const [setting, declared] of settings) {
    const type = declared.format === "scope" ? "scopes" : "string";
    const isInDocument = documentsWith(setting, settings).length > 0;
    const text = describeSetting(setting, declared, beside, isInDocument);
    command.option(`${optionOf(setting)} <value:${type}>`, text, {
      collect: declared.list !== undefined,
    });
    if (!mayBeInFile(declared)) continue;
    const variables = fileVariablesOf(setting, declared);
    command.option(
      `${optionOf(fileSettingOf(setting))} <path:string>`,
      [
        ...wrap("The same in a file, or with - on stdin", beside),
        `(${variables[1] ?? variables[0]})`,
      ].join("\n"),
    );
  }
  command
    .group("Common options")
    .option(
      "-o, --output <format:format>",
      wrap(`token (default), ${either(outputFormats.slice(1))}`, commonWidth).join("\n"),
      { default: noArguments.output },
    )
    .option(
      "--env-name <name:variable>",
      "Variable for the token, with -o env and\n-o github (default: ACCESS_TOKEN)",
    )
    .option("--out <file:string>", "Write to this file, for your eyes only, and\nnothing to stdout")
    .option("--copy", "Put it into the clipboard of the terminal,\nand nothing to stdout")
    .option(
      "-p, --profile <name:string>",
      "Read settings from this profile, too\n(GETTOKEN_PROFILE)",
    )
    .option("--env-file <path:string>", "Read settings from this file, too", { collect: true })
    .option(
      "--timeout <seconds:seconds>",
      "Seconds for the network in all (default: 30)",
      { default: noArguments.timeout },
    )
    .option(
      "--retries <count:count>",
      "Tries after the first, if the network or the\nserver fails for the moment (default: 2)",
      { default: noArguments.retries },
    )
    .option("--cache", "Keep the token, encrypted, and use it again\n(GETTOKEN_CACHE=1)")
    .option("--refresh", "Ask for a new token, and keep that one")
    .option(
      "--min-ttl <seconds:lifetime>",
      "Use a kept token only if it is valid for so many\nseconds more (GETTOKEN_MIN_TTL)",
    );
  for (const [setting, declared] of Object.entries(networkSettings)) {
    const text = describeSetting(setting, declared, widthBeside([[setting, declared]]));
    command.option(`${optionOf(setting)} <path:string>`, text);
  }
  command
    .option("--dry-run", "Show what would be sent, and why")
    .option("--no-input", "Never ask on the terminal")
    .option("-q, --quiet", "No warnings")
    .option("-v, --verbose", "Tell each step", { conflicts: ["quiet"] })
    .action((options) => run(readArguments(options, settings)));
  return purpose === "token" ? command as Command : explaining(command as Command, settings, run);
}

/** The same command with what an explanation can have besides. */
function explaining(
  command: Command,
  settings: Declared,
  run: (given: Arguments) => void,
): Command {
  return command
    .group("Options of explain")
    .option(
      "--check",
      "Ask the server for its metadata and its\ncertificate; no credential is sent",
    )
    .option("--json", "Print it as JSON")
    .action((options: Readonly<Record<string, unknown>>) => {
      const explain = { check: options.check === true, json: options.json === true };
      run({ ...readArguments(options, settings), explain });
    }) as unknown as Command;
}

function explanationDescription(title: string): string {
  return [
    `Explain how a token of ${title} would be got.`,
    "",
    ...wrap(
      "Every setting with its source, the endpoint, the request, and what is missing. Nothing is " +
        "sent. The status is 0 if a run could be made, else that of the first thing to stop it.",
      textWidth,
    ),
  ].join("\n");
}

/** What fits a terminal of 80 columns: the text of a command, and what is beside a common option. */
const textWidth = 76;
const commonWidth = 44;

/** What fits beside the longest of some options: `  --client-id  <value>  - …`. */
function widthBeside(settings: Declared): number {
  const names = settings.map(([name, setting]) =>
    mayBeInFile(setting) ? fileSettingOf(name) : name
  );
  return 62 - Math.max(...names.map((name) => optionOf(name).length));
}

function describe(name: string, { title, setup = [], example }: Provider): string {
  const sections = [
    [`Get a token from ${title}.`],
    section("Before the first token:", setup.map((step) => `- ${step}`)),
    section("Example:", example ? continued(`gettoken ${name} ${example}`) : []),
    ["Beside each option stands the variable that sets the same, in the environment or in .env."],
  ];
  return sections.filter((lines) => lines.length > 0)
    .map((lines) => lines.flatMap(hanging).join("\n"))
    .join("\n\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** A long command line as one types it into a shell on several lines. */
function continued(command: string): string[] {
  const lines = wrap(command, textWidth - 4);
  return lines.map((line, index) => index < lines.length - 1 ? `  ${line} \\` : `  ${line}`);
}

/** A paragraph whose later lines stand below the text of its first. */
function hanging(line: string): string[] {
  const indent = /^(- | *)/.exec(line)?.[0].length ?? 0;
  const [first = "", ...others] = wrap(line.slice(indent), textWidth - indent);
  return [line.slice(0, indent) + first, ...others.map((other) => " ".repeat(indent) + other)];
}

function describeSetting(
  name: string,
  setting: Setting,
  width: number,
  isInDocument = false,
): string {
  const variables = variablesOf(name, setting);
  const isNeeded = setting.required === true && setting.default === undefined && !isInDocument;
  const need = isNeeded ? "required; " : "";
  const fallback = setting.default ? `; default: ${setting.default}` : "";
  const values = setting.values ? `; ${either(setting.values)}` : "";
  return [
    ...wrap(setting.description ?? words(name, " "), width),
    ...wrap(`(${need}${variables[1] ?? variables[0]}${fallback}${values})`, width),
  ].join("\n");
}

function readArguments(
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
    output: given.output as OutputFormat,
    envName: given.envName as string | undefined,
    out: given.out as string | undefined,
    copy: given.copy === true,
    timeout: given.timeout as number,
    retries: given.retries as number,
    cache: given.cache === true,
    refresh: given.refresh === true,
    minTtl: given.minTtl as number | undefined,
    dryRun: given.dryRun === true,
    quiet: given.quiet === true,
    verbose: given.verbose === true,
    input: given.input !== false,
  };
}

function joined(value: unknown, separator: string | undefined): string | undefined {
  return Array.isArray(value) ? value.join(separator) : value as string | undefined;
}
