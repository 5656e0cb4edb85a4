/**
 * `gettoken completions complete`: prints the words that can come next, for the scripts of the shells.
 * They ask at each press of a key, so nothing is loaded that a command line does not need. The
 * commands are in command_tree.json, which `deno task pages` makes from the commands themselves.
 *
 * @module
 */

import tree from "./command_tree.json" with { type: "json" };
import { commandOptions, type NamedOption, partsOf } from "../cli/command_options.ts";
import {
  type CompletedCommand,
  type CompletedOption,
  completionsOf,
  type NamesOf,
} from "../cli/completions.ts";
import type { Context } from "../contract/context.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { takenBy, titleOf } from "../contract/names.ts";
import { listAdded } from "../plugins/added_providers.ts";

type Surroundings = Pick<Context, "host" | "catalog">;

/** Prints the words. @param args The words after `gettoken`, up to the one that is being typed. */
export async function printCompletions(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<void> {
  const root = {
    name: "gettoken",
    summary: "",
    options: commandOptions([]).map(completedOption),
    arguments: [],
    commands: [
      ...await builtInCommands(args, surroundings),
      ...await addedCommands(surroundings),
      ...tree as unknown as readonly CompletedCommand[],
    ],
  };
  await surroundings.host.writeStdout(await completionsOf(root, args, namesFor(surroundings)));
}

/** The built-in providers; those that the words name, with their options. */
async function builtInCommands(
  words: readonly string[],
  { catalog }: Surroundings,
): Promise<CompletedCommand[]> {
  return await Promise.all(
    Object.entries(catalog).map(async ([name, entry]) => {
      const isNamed = [name, ...entry.aliases].some((called) => words.includes(called));
      const settings = isNamed ? Object.entries(settingsOf(await entry.load())) : undefined;
      return {
        name,
        aliases: entry.aliases,
        summary: `Get an access token from ${await titleOf(entry)}.`,
        options: settings ? commandOptions(settings).map(completedOption) : [],
        ...{ arguments: [], commands: [] },
      };
    }),
  );
}

/** The providers that the user added, without options: they are known once the module is loaded. */
async function addedCommands({ host, catalog }: Surroundings): Promise<CompletedCommand[]> {
  const added = await listAdded(host);
  return added.filter(({ name, provider }) => provider && takenBy(catalog, name) === undefined)
    .map(({ name }) => ({
      name,
      summary: "Get a token from a provider that you added.",
      ...{ options: [], arguments: [], commands: [] },
    }));
}

function completedOption([, option]: NamedOption): CompletedOption {
  const { forms, placeholder } = partsOf(option);
  const { help, completion, values = [] } = option;
  return placeholder === undefined ? { forms, help } : { forms, help, value: completion ?? values };
}

function namesFor({ host, catalog }: Surroundings): NamesOf {
  return async (kind) => {
    if (kind === "profile") {
      return await (await import("../settings/profiles.ts")).profileNames(host);
    }
    const added = (await listAdded(host)).map(({ name }) => name);
    return kind === "added" ? added : [...Object.keys(catalog), ...added];
  };
}
