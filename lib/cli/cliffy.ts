/**
 * Helpers for commands of Cliffy: groups of commands, descriptions, help, types of options.
 *
 * @module
 */

import { Command, type Option, Type, ValidationError } from "@cliffy/command";
import type { Host } from "../core/host.ts";
import { type HelpPage, type HelpRow, printHelp } from "./help.ts";
import { isRunOption, runOptionSections } from "./run_option_help.ts";
import type { Parser } from "../settings/run_options.ts";

/** A command with subcommands, by name. It only shows its help. */
export function commandGroup(
  host: Host,
  description: string,
  commands: Readonly<Record<string, Command>>,
): Command {
  const group = new Command()
    .description(description)
    .usage("<command>")
    .action(async () => {
      host.dropWritePermission();
      await printHelp(host, commandHelp(group as unknown as Command, false));
    });
  for (const [name, command] of Object.entries(commands)) group.command(name, command);
  return group.reset() as unknown as Command;
}

/** A summary, which lists of commands show, and a paragraph more. */
export function describeCommand(summary: string, more: string): string {
  return `${summary}\n\n${more}`;
}

/** The help of a command that is not about one provider. */
export function commandHelp(command: Command, isLong: boolean): HelpPage {
  const path = command.getPath();
  const [summary = "", ...more] = command.getDescription().split("\n\n");
  const options = command.getOptions(false).filter(({ name }) => name !== "help");
  const shared = options.filter(({ flags }) => isRunOption(flags));
  const own = options.filter(({ flags }) => !isRunOption(flags));
  const placeholders = command.getUsage().replace(/:\w+/g, "");
  const hasMore = more.length + shared.length > 0;
  return {
    usage: [[path, options.length > 0 ? "[options]" : "", placeholders].filter(Boolean).join(" ")],
    paragraphs: isLong ? [summary, ...more] : [summary],
    sections: [
      {
        title: "Commands",
        rows: command.getCommands().map((other) => (
          { term: other.getName(), text: other.getShortDescription().replace(/\.$/, "") }
        )),
      },
      { title: "Options", rows: own.map(optionRow), isStacked: isLong },
      ...(isLong && shared.length > 0
        ? runOptionSections(shared.flatMap(({ flags }) => flags))
        : []),
      { title: "Examples", commands: command.getExamples().map(({ name }) => name) },
      {
        title: "More",
        rows: isLong || !hasMore ? [] : [{ term: `${path} --help`, text: "Show all" }],
      },
    ],
  };
}

function optionRow({ flags, typeDefinition = "", description }: Option): HelpRow {
  const placeholder = typeDefinition.replace(/:\w+/g, "");
  return { term: `${flags.join(", ")} ${placeholder}`.trimEnd(), text: description };
}

/** The type of an option, from its parser and the values to complete. */
export class ParsedType<Value> extends Type<Value> {
  readonly #parse: Parser<Value>;
  readonly #values: readonly string[];

  constructor(parse: Parser<Value>, values: readonly string[] = []) {
    super();
    this.#parse = parse;
    this.#values = values;
  }

  parse({ label, name, value }: { label: string; name: string; value: string }): Value {
    const parsed = this.#parse(value);
    if ("value" in parsed) return parsed.value;
    throw new ValidationError(`${label} "${name}" ${parsed.problem}`);
  }

  override complete(): string[] {
    return [...this.#values];
  }
}
