/**
 * A Cliffy command for one provider, made from the settings that it declares.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { type Arguments, readArguments } from "./arguments.ts";
import { addOptions } from "./add_options.ts";
import { commandOptions } from "./command_options.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import type { Provider } from "../contract/provider.ts";
import { explainOptions } from "./provider_help.ts";

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
  addOptions(command as Command, commandOptions(settings).map(([, option]) => option));
  if (purpose === "explanation") {
    for (const { term, text } of explainOptions) command.option(term, text);
  }
  return command.action((options: unknown) => {
    const given = options as Readonly<Record<string, unknown>>;
    const explain = { check: given.check === true, json: given.json === true };
    run({ ...readArguments(given, settings), ...(purpose === "explanation" && { explain }) });
  }) as unknown as Command;
}
