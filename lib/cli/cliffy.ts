/**
 * Helpers for commands of Cliffy: groups of commands, descriptions, types of options, captured
 * output.
 *
 * @module
 */

import { Command, Type, ValidationError } from "@cliffy/command";
import type { Host } from "../core/host.ts";
import { checkFormat } from "../contract/formats.ts";
import type { Parser } from "../settings/run_options.ts";
import { wrap } from "../core/text.ts";

/** A command with subcommands, by name. It only shows its help. */
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

/** The syntax of a scope is the same everywhere, so a wrong one is a wrong command line. */
export const scopeType = new ParsedType((text) => checkFormat(text, "scope"));

/**
 * What a function prints with `console.log`, as Cliffy prints help. The console hides it when stdout
 * cannot be written.
 */
export async function printedText(work: () => Promise<unknown>): Promise<string> {
  const { console } = globalThis;
  const { log } = console;
  let printed = "";
  Object.assign(console, { log: (text: string) => void (printed += `${text}\n`) });
  try {
    await work();
  } finally {
    Object.assign(console, { log });
  }
  return printed;
}
