/**
 * Makes the types that Cliffy wants for the values of options from the parsers of the program.
 *
 * @module
 */

import { Type, ValidationError } from "@cliffy/command";
import { checkFormat } from "../contract/formats.ts";
import type { Parser } from "../settings/run_options.ts";

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
