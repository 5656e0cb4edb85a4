/**
 * The `profile` command: settings under a name.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command } from "@cliffy/command";
import { commandGroup, describeCommand } from "../cli/cliffy.ts";
import type { ListedProfile } from "./show_profile.ts";
import { alignColumns, printable, writeWrapped } from "../core/text.ts";

/** The command. */
export function profileCommand(context: Context): Command {
  const description = describeCommand(
    "Save settings under a name.",
    "Use them with gettoken -p NAME.",
  );
  return commandGroup(context.host, description, {
    list: listCommand(context),
    show: showCommand(context),
    path: pathCommand(context),
    new: newCommand(context),
  });
}

function listCommand({ host }: Context): Command {
  return new Command()
    .description("List the profiles, and the provider of each.")
    .option("--json", "Print the list as JSON")
    .action(async ({ json }) => {
      host.dropWritePermission();
      const { listProfiles } = await import("./show_profile.ts");
      const profiles = await listProfiles(host);
      if (json) await host.writeStdout(JSON.stringify(profiles) + "\n");
      else await writeWrapped(host, asTable(profiles));
    }) as unknown as Command;
}

function showCommand(context: Context): Command {
  return new Command()
    .description(describeCommand(
      "Show the settings of a run with a profile.",
      "Each setting is shown with its source: the profile, or what overrides it. Secrets are " +
        "never shown.",
    ))
    .arguments("<name:string:profile>")
    .option("--json", "Print the settings as JSON")
    .action(async ({ json }, name) => {
      context.host.dropWritePermission();
      const { showProfile } = await import("./show_profile.ts");
      await showProfile(context, name, json === true);
    }) as unknown as Command;
}

function pathCommand({ host }: Context): Command {
  return new Command()
    .description(describeCommand(
      "Print the path of a profile.",
      "Without a name, print the path of the folder of all profiles.",
    ))
    .arguments("[name:string:profile]")
    .action(async (_options, name) => {
      host.dropWritePermission();
      const profiles = await import("../settings/profiles.ts");
      if (name !== undefined) profiles.requireProfileName({ name, namedBy: "The command line" });
      const path = name === undefined
        ? profiles.profileFolder(host)
        : profiles.profilePath(host, name);
      await host.writeStdout(`${path}\n`);
    }) as unknown as Command;
}

function newCommand(context: Context): Command {
  return new Command()
    .description(describeCommand(
      "Ask for settings, and save them as a profile.",
      "A profile is a .env file that only you can read. Secrets are not written to it unless you " +
        "agree.",
    ))
    .arguments("<name:string> [provider:string:provider]")
    .option("--with-secret", "Also ask for the secret, and write it")
    .action(async ({ withSecret }, name, provider) => {
      const { writeProfile } = await import("./write_profile.ts");
      const { path, left, conflict } = await writeProfile(context, {
        name,
        provider,
        withSecret: withSecret === true,
      });
      if (conflict !== undefined) {
        context.log.warn(`the settings conflict: ${conflict}`);
      }
      await writeWrapped(context.host, nextSteps(name, path, left));
    }) as unknown as Command;
}

function nextSteps(name: string, path: string, left: readonly string[]): string {
  return [
    `Wrote ${printable(path)}`,
    ...left.map((variable) =>
      `It does not contain ${variable}; on a terminal, gettoken prompts for it.`
    ),
    "",
    "Get a token with it, or show what that would do:",
    `  gettoken -p ${name}`,
    `  gettoken explain -p ${name}`,
    "",
  ].join("\n");
}

function asTable(profiles: readonly ListedProfile[]): string {
  if (profiles.length === 0) {
    return "There are no profiles yet. To write one: gettoken profile new <name>\n";
  }
  const rows = profiles.map(({ name, provider, problem }) => [
    name,
    problem === null ? provider ?? "(does not set a provider)" : `(${problem})`,
  ]);
  return alignColumns(rows).map((line) => line + "\n").join("");
}
