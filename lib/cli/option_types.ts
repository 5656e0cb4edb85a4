/**
 * What the values of options can be, besides what Cliffy knows.
 *
 * @module
 */

import { Type, ValidationError } from "@cliffy/command";
import { checkFormat } from "../contract/formats.ts";

/** A whole number within bounds. */
export class NumberType extends Type<number> {
  readonly #what: string;
  readonly #min: number;
  readonly #max: number;

  constructor(what: string, min: number, max: number) {
    super();
    this.#what = what;
    this.#min = min;
    this.#max = max;
  }

  parse({ label, name, value }: { label: string; name: string; value: string }): number {
    const number = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
    if (number >= this.#min && number <= this.#max) return number;
    throw new ValidationError(
      `${label} "${name}" must be a number${this.#what} from ${this.#min} to ${this.#max}`,
    );
  }
}

/** A name that every shell takes for a variable. */
export class VariableType extends Type<string> {
  parse({ label, name, value }: { label: string; name: string; value: string }): string {
    if (/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value)) return value;
    throw new ValidationError(
      `${label} "${name}" must be letters, digits and _, and not begin with a digit`,
    );
  }
}

/** The syntax of a scope is the same everywhere, so a wrong one is a wrong command line. */
export class ScopeType extends Type<string> {
  parse({ label, name, value }: { label: string; name: string; value: string }): string {
    const checked = checkFormat(value, "scope");
    if ("value" in checked) return checked.value;
    throw new ValidationError(`${label} "${name}" ${checked.problem}`);
  }
}
