/** The commands as data, for completions: lib/quick/command_tree.json. @module */

import type { Command } from "@cliffy/command";
import type { CompletedCommand, CompletedValue } from "../../lib/cli/completions.ts";
import { programCommand } from "../../lib/commands/root.ts";
import { Log } from "../../lib/core/log.ts";
import { denoHost } from "../../lib/platform/deno_host.ts";

/** The commands that are not providers, as JSON. */
export async function commandTree(): Promise<string> {
  const context = { host: denoHost, log: new Log(denoHost), catalog: {}, version: "" };
  const root = await programCommand(context);
  const commands = await Promise.all(root.getCommands().map(completed));
  return JSON.stringify(commands, undefined, 2) + "\n";
}

async function completed(command: Command): Promise<CompletedCommand> {
  const options = command.getOptions().map(async ({ flags, description, args: [value] }) => ({
    forms: flags,
    help: description,
    ...(value && { value: await valueOf(command, value.action) }),
  }));
  const values = command.getArguments().map(({ action }) => valueOf(command, action));
  return {
    name: command.getName(),
    summary: command.getShortDescription(),
    options: await Promise.all(options),
    arguments: await Promise.all(values),
    commands: await Promise.all(command.getCommands().map(completed)),
  };
}

async function valueOf(command: Command, action: string): Promise<CompletedValue> {
  if (action === "file" || action === "provider" || action === "added" || action === "profile") {
    return action;
  }
  const values = await command.getCompletion(action)?.complete(command, command.getParent());
  return values?.map(String) ?? [];
}
