/**
 * A Cliffy command for one provider, made from the settings that it declares.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { type Arguments, readArguments } from "./arguments.ts";
import {
  type Declared,
  documentsWith,
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  optionOf,
  settingsOf,
  shownVariable,
} from "../contract/declared_settings.ts";
import { ParsedType, scopeType } from "./cliffy.ts";
import type { Provider } from "../contract/provider.ts";
import {
  describeExplanation,
  describeProvider,
  describeSetting,
  widthBeside,
} from "./provider_help.ts";
import { addRunOptions } from "./run_option_flags.ts";
import { wrap } from "../core/text.ts";

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
  const settings = Object.entries(settingsOf(provider));
  const command = new Command()
    .description(() =>
      purpose === "token" ? describeProvider(name, provider) : describeExplanation(provider)
    )
    .meta("Documentation", provider.docs) as Command;
  addSettings(command, settings);
  addRunOptions(command.group("Common options"));
  if (purpose === "explanation") {
    const check = "Ask the server for its metadata and its\ncertificate; no credential is sent";
    command.group("Options of explain").option("--check", check)
      .option("--json", "Print it as JSON");
  }
  return command.action((options: unknown) => {
    const given = options as Readonly<Record<string, unknown>>;
    const explain = { check: given.check === true, json: given.json === true };
    run({ ...readArguments(given, settings), ...(purpose === "explanation" && { explain }) });
  });
}

/** Adds an option for each setting, and another for a file with it where that is possible. */
function addSettings(command: Command, settings: Declared): void {
  const beside = widthBeside(settings);
  command.type("scopes", scopeType).group("Settings");
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
    const isInDocument = documentsWith(setting, settings).length > 0;
    const text = describeSetting(setting, declared, beside, isInDocument);
    command.option(`${optionOf(setting)} <value:${type}>`, text, {
      collect: declared.list !== undefined,
    });
    if (!mayBeInFile(declared)) continue;
    const variable = shownVariable(fileVariablesOf(setting, declared));
    command.option(
      `${optionOf(fileSettingOf(setting))} <path:file>`,
      [...wrap("The same in a file, or with - on stdin", beside), `(${variable})`].join("\n"),
    );
  }
}
