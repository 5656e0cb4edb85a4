/** The `completions` command: prints a script for each shell. @module */

import { Command } from "@cliffy/command";
import { completionScripts, completionUsage } from "../cli/completion_scripts.ts";
import { commandGroup, describeCommand } from "../cli/cliffy.ts";
import type { Host } from "../core/host.ts";

/** The command. */
export function completionsCommand(host: Host): Command {
  const shells = ["bash", "zsh", "fish", "powershell"] as const;
  const commands = shells.map((shell) => [shell, shellCommand(host, shell)] as const);
  const group = commandGroup(
    host,
    describeCommand(
      "Print completions for a shell.",
      "Add the line for your shell to its start-up file.",
    ),
    Object.fromEntries(commands),
  );
  return shells.reduce((command, shell) => command.example(completionUsage[shell], ""), group);
}

function shellCommand(host: Host, shell: keyof typeof completionScripts): Command {
  return new Command()
    .description(`Print completions for ${shell}.`)
    .example(completionUsage[shell], "")
    .action(async () => {
      await host.writeStdout(completionScripts[shell]);
    }) as unknown as Command;
}
