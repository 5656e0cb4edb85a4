/**
 * What commands have in common that have others below them.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import type { Host } from "../core/host.ts";
import { wrap } from "../core/text.ts";

/** A command that does nothing but show its help: it is there for the commands below it, by name. */
export function commandGroup(
  host: Pick<Host, "dropWritePermission">,
  description: string,
  commands: Readonly<Record<string, Command>>,
): Command {
  const group = new Command()
    .description(description)
    .usage("<command>")
    .action(function () {
      host.dropWritePermission();
      this.showHelp({ long: true });
    });
  for (const [name, command] of Object.entries(commands)) group.command(name, command);
  return group.reset() as unknown as Command;
}

/** A summary, which lists of commands show, and a paragraph more; both fit 80 columns. */
export function describeCommand(summary: string, more: string): string {
  return [summary, "", ...wrap(more, 76)].join("\n");
}
