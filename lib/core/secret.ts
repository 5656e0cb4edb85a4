/**
 * A wrapper for secrets and tokens, so that nothing prints them by accident.
 *
 * @module
 */

const mask = "***";

/**
 * A value that must not be shown. Templates, `JSON.stringify` and `console.log` show `***`.
 * Only {@linkcode Secret.reveal} returns the value; a test lists the files that may call it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. */
  reveal(): string {
    return this.#value;
  }

  equals(value: string | undefined): boolean {
    return this.#value === value;
  }

  matches(pattern: RegExp): boolean {
    return pattern.test(this.#value);
  }

  /** The approximate length, so that users notice a truncated value: `32 to 63 characters`. */
  get size(): string {
    const { length } = this.#value;
    if (length < 8) return "fewer than 8 characters";
    if (length >= 4096) return "4096 characters or more";
    const min = 2 ** (31 - Math.clz32(length));
    return `${min} to ${2 * min - 1} characters`;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return mask;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return mask;
  }
}

/** The value of a string or secret. Only for what is sent or signed. */
export function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value;
}
