/**
 * A Cliffy command for one provider, made from the settings that it declares.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { type Arguments, readArguments } from "./arguments.ts";
import {
  type Declared,
  fileSettingOf,
  mayBeInFile,
  optionOf,
  settingsOf,
} from "../contract/declared_settings.ts";
import { ParsedType, scopeType } from "./cliffy.ts";
import type { Provider } from "../contract/provider.ts";
import { switchValues } from "../contract/credential_settings.ts";
import { explainOptions } from "./provider_help.ts";
import { addRunOptions } from "./run_option_flags.ts";
import { words } from "../core/text.ts";

/**
 * The command for a provider.
 *
 * @param run Gets a command line that is right.
 * @param purpose What it is for: a token, or an explanation of how one would be requested.
 */
export function providerCommand(
  provider: Provider,
  run: (given: Arguments) => void,
  purpose: "token" | "explanation" = "token",
): Command {
  const settings = Object.entries(settingsOf(provider));
  const command = new Command().description(`Get an access token from ${provider.title}.`);
  addSettings(command as Command, settings);
  addRunOptions(command as Command);
  if (purpose === "explanation") {
    for (const { term, text } of explainOptions) command.option(term, text);
  }
  return command.action((options: unknown) => {
    const given = options as Readonly<Record<string, unknown>>;
    const explain = { check: given.check === true, json: given.json === true };
    run({ ...readArguments(given, settings), ...(purpose === "explanation" && { explain }) });
  }) as unknown as Command;
}

/** Adds an option for each setting, and another for a file with it where that is possible. */
function addSettings(command: Command, settings: Declared): void {
  command.type("scopes", scopeType);
  for (const [setting, declared] of settings) {
    const type = declared.format === "scope"
      ? "scopes"
      : declared.values
      ? `${setting}Values`
      : setting === "federatedTokenFile"
      ? "file"
      : "string";
    // For completions: the value is checked with those from other sources.
    if (declared.values) {
      command.type(type, new ParsedType((value) => ({ value }), declared.values));
    }
    const text = declared.description ?? words(setting, " ");
    const value = declared.values === switchValues ? `[value:${type}]` : `<value:${type}>`;
    command.option(`${optionOf(setting)} ${value}`, text, {
      collect: declared.list !== undefined,
    });
    if (!mayBeInFile(declared)) continue;
    const file = `${text}: path of a file, or - for stdin`;
    command.option(`${optionOf(fileSettingOf(setting))} <path:file>`, file);
  }
}
