/** Checks a provider's options and example with the program's own parser. @module */

import { ValidationError } from "@cliffy/command";
import { attempt, type CheckResult, oneLine, runCheck } from "./check_result.ts";
import { optionOf, settingsOf } from "../contract/declared_settings.ts";
import type { Provider, Settings } from "../contract/provider.ts";
import { providerCommand } from "../cli/provider_command.ts";
import { resolveSample } from "./sample_sources.ts";
import type { Sample } from "./samples.ts";

/** The settings of a command line, or why the parser refuses it. */
export type ParsedLine = { readonly settings: Settings } | { readonly problem: string };

/** Parses the example of a provider; `undefined` if it has none. */
export async function readExample(provider: Provider): Promise<ParsedLine | undefined> {
  if (provider.example === undefined) return undefined;
  const words = wordsOf(provider.example);
  if (words === undefined) {
    return { problem: "a shell changes it: put values in 'single quotes'" };
  }
  if (words[0] === "gettoken") return { problem: "remove gettoken and the name of the provider" };
  return await parse(provider, words);
}

/** Checks that the example of a provider is complete. */
export function checkExample(
  provider: Provider,
  read: ParsedLine | undefined,
): Promise<CheckResult> {
  const title = "The example is complete except for the secret";
  return runCheck("example", title, async ({ problems, notes }) => {
    if (read === undefined) {
      notes.push("There is no example; the help shows one to start from");
      return;
    }
    if ("problem" in read) {
      problems.push(`example: ${read.problem}`);
      return;
    }
    for (const [name, { secret }] of Object.entries(settingsOf(provider))) {
      if (secret && read.settings[name] !== undefined) {
        problems.push(`example: remove ${optionOf(name)}: secrets do not belong on a command line`);
      }
    }
    const resolved = await attempt(() => resolveSample(provider, read.settings));
    if (resolved.failure) problems.push(`example: ${oneLine(resolved.failure)}`);
    else if (problems.length === 0) {
      notes.push(...resolved.value.warnings.map((warning) => `example: ${warning}`));
    }
  });
}

/** Checks that each value of the samples can be set with an option. */
export function checkOptions(provider: Provider, samples: readonly Sample[]): Promise<CheckResult> {
  return runCheck("options", "Each setting can be set with an option", async ({ problems }) => {
    const values: Settings = Object.assign({}, ...samples.map(({ options }) => options));
    for (const [name, value] of Object.entries(values)) {
      const settings = { [name]: provider.settings[name] ?? {} };
      const args = [`${optionOf(name)}=${value}`];
      const parsed = await parse({ ...provider, settings }, args);
      if ("problem" in parsed) problems.push(`settings.${name}: ${parsed.problem}`);
      else if (parsed.settings[name] !== value) {
        problems.push(`settings.${name} is lost on the command line: rename it`);
      }
    }
  });
}

async function parse(provider: Provider, args: readonly string[]): Promise<ParsedLine> {
  if (args.some((arg) => /^(-h|--help|-V|--version)$/.test(arg))) {
    return { problem: "it requests help or the version, not a token" };
  }
  let settings: Settings = {};
  try {
    const command = providerCommand(provider, (it) => settings = it.settings);
    await command.name(provider.name).throwErrors().noExit().parse([...args]);
  } catch (error) {
    if (error instanceof ValidationError) return { problem: error.message };
    // The option itself is invalid.
    return { problem: "there is already an option of this name: rename the setting" };
  }
  return { settings };
}

/** The words of a command line; `undefined` if a shell would do more than split them. */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  for (const [, quoted, plain = ""] of line.matchAll(/'([^']*)'(?=\s|$)|(\S+)/g)) {
    if (quoted === undefined && !/^[\w:/.,@=+%-]+$/.test(plain)) return undefined;
    words.push(quoted ?? plain);
  }
  return words;
}
