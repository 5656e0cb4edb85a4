/**
 * The options that the command of every provider has besides its settings.
 *
 * @module
 */

import { type Command, EnumType } from "@cliffy/command";
import { noArguments } from "./arguments.ts";
import { maxMinTtl } from "../cache/cache_options.ts";
import { networkSettings, optionOf } from "../contract/declared_settings.ts";
import { NumberType, VariableType } from "./option_types.ts";
import { outputFormats } from "../output/forms.ts";
import { describeSetting, widthBeside } from "./provider_help.ts";
import { either, wrap } from "../core/text.ts";

/** What fits beside one of these options. */
const width = 44;

/** Adds the options to a command, in the order in which its help shows them. */
export function addCommonOptions(command: Command): void {
  command.group("Common options");
  addDestination(command);
  command
    .option(
      "-p, --profile <name:string>",
      "Read settings from this profile, too\n(GETTOKEN_PROFILE)",
    )
    .option("--env-file <path:string>", "Read settings from this file, too", { collect: true });
  addPatience(command);
  addCache(command);
  for (const [setting, declared] of Object.entries(networkSettings)) {
    const text = describeSetting(setting, declared, widthBeside([[setting, declared]]));
    command.option(`${optionOf(setting)} <path:string>`, text);
  }
  command
    .option("--dry-run", "Show what would be sent, and why")
    .option("--no-input", "Never ask on the terminal")
    .option("-q, --quiet", "No warnings")
    .option("-v, --verbose", "Tell each step", { conflicts: ["quiet"] });
}

/** Where the token goes, and in which form. */
function addDestination(command: Command): void {
  command
    .type("format", new EnumType(outputFormats))
    .type("variable", new VariableType())
    .option(
      "-o, --output <format:format>",
      wrap(`token (default), ${either(outputFormats.slice(1))}`, width).join("\n"),
      { default: noArguments.output },
    )
    .option(
      "--env-name <name:variable>",
      "Variable for the token, with -o env and\n-o github (default: ACCESS_TOKEN)",
    )
    .option("--out <file:string>", "Write to this file, for your eyes only, and\nnothing to stdout")
    .option("--copy", "Put it into the clipboard of the terminal,\nand nothing to stdout");
}

/** How long and how often the network is tried. */
function addPatience(command: Command): void {
  command
    .type("seconds", new NumberType(" of seconds", 1, 300))
    .type("count", new NumberType("", 0, 10))
    .option(
      "--timeout <seconds:seconds>",
      "Seconds for the network in all (default: 30)",
      { default: noArguments.timeout },
    )
    .option(
      "--retries <count:count>",
      "Tries after the first, if the network or the\nserver fails for the moment (default: 2)",
      { default: noArguments.retries },
    );
}

/** Whether a token is kept, and for how long a kept one has to last. */
function addCache(command: Command): void {
  command
    .type("lifetime", new NumberType(" of seconds", 0, maxMinTtl))
    .option("--cache", "Keep the token, encrypted, and use it again\n(GETTOKEN_CACHE=1)")
    .option("--refresh", "Ask for a new token, and keep that one")
    .option(
      "--min-ttl <seconds:lifetime>",
      "Use a kept token only if it is valid for so many\nseconds more (GETTOKEN_MIN_TTL)",
    );
}
