/**
 * A Cliffy command for one provider, made from the settings that it declares.
 *
 * @module
 */

import { Command, EnumType, Type, ValidationError } from "@cliffy/command";
import { type Arguments, noArguments } from "./arguments.ts";
import { optionOf, settingsOf, variablesOf } from "./common_settings.ts";
import { checkFormat } from "./formats.ts";
import { type OutputFormat, outputFormats } from "./output.ts";
import type { Provider, Setting } from "./provider.ts";

class TimeoutType extends Type<number> {
  parse({ label, name, value }: { label: string; name: string; value: string }): number {
    const seconds = /^\d{1,3}$/.test(value) ? Number(value) : 0;
    if (seconds >= 1 && seconds <= 300) return seconds;
    throw new ValidationError(`${label} "${name}" must be a number of seconds from 1 to 300`);
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
 */
export function providerCommand(
  name: string,
  provider: Provider,
  run: (given: Arguments) => void,
): Command {
  const command = new Command();
  command
    .description(describe(name, provider))
    .type("format", new EnumType(outputFormats))
    .type("seconds", new TimeoutType())
    .type("scopes", new ScopeType())
    .group("Settings");
  const settings = Object.entries(settingsOf(provider));
  for (const [setting, declared] of settings) {
    const type = declared.format === "scope" ? "scopes" : "string";
    command.option(`${optionOf(setting)} <value:${type}>`, describeSetting(setting, declared), {
      collect: declared.list !== undefined,
    });
  }
  command
    .group("Common options")
    .option("-o, --output <format:format>", "What to print: token (default), json or header", {
      default: noArguments.output,
    })
    .option("--env-file <path:string>", "Read settings from a file, too; a later one wins", {
      collect: true,
    })
    .option(
      "--timeout <seconds:seconds>",
      "How long the network may take in all, 1 to 300 s (default: 30)",
      {
        default: noArguments.timeout,
      },
    )
    .option("--dry-run", "Show the request and where each setting comes from; send nothing secret")
    .option("--no-input", "Never ask on the terminal")
    .option("-q, --quiet", "No warnings")
    .option("-v, --verbose", "Tell each step", { conflicts: ["quiet"] })
    .action((options) => run(readArguments(options, settings)));
  return command as Command;
}

function describe(name: string, { title, setup = [], example, docs }: Provider): string {
  return [
    `Print an access token from ${title}.`,
    ...(setup.length > 0 ? ["", "Before the first token:"] : []),
    ...setup.map((step) => `- ${step}`),
    ...(example ? ["", "Example:", `  gettoken ${name} ${example}`] : []),
    "",
    `Documentation: ${docs}`,
    "In brackets: the variable that sets the same, in the environment or in a .env file.",
  ].join("\n");
}

function describeSetting(name: string, setting: Setting): string {
  const variable = variablesOf(name, setting)[1] ?? variablesOf(name, setting)[0];
  const need = setting.required === true && setting.default === undefined ? ", required" : "";
  const text = setting.description ?? name;
  const fallback = setting.default ? `; ${setting.default} if not set` : "";
  return `${text}${fallback} [${variable}${need}]`;
}

function readArguments(
  given: Readonly<Record<string, unknown>>,
  settings: readonly (readonly [name: string, setting: Setting])[],
): Arguments {
  return {
    settings: Object.fromEntries(
      settings.map(([name, { list }]) => [name, joined(given[name], list)]),
    ),
    envFiles: (given.envFile as string[] | undefined) ?? [],
    output: given.output as OutputFormat,
    timeout: given.timeout as number,
    dryRun: given.dryRun === true,
    quiet: given.quiet === true,
    verbose: given.verbose === true,
    input: given.input !== false,
  };
}

function joined(value: unknown, separator: string | undefined): string | undefined {
  return Array.isArray(value) ? value.join(separator) : value as string | undefined;
}
