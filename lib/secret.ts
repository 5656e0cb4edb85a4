/**
 * Secrets and tokens, held so that nothing prints them by accident.
 *
 * @module
 */

const mask = "***";

/**
 * A value that must not be seen. Whatever turns it into text (a template, `JSON.stringify`,
 * `console.log`, an error's cause) gets `***`; only {@linkcode Secret.reveal} gives it away, and
 * is called where the value leaves on purpose and nowhere else.
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

  /** Whether it is this value. */
  equals(value: string | undefined): boolean {
    return this.#value === value;
  }

  /** Whether it has this form. */
  matches(pattern: RegExp): boolean {
    return pattern.test(this.#value);
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

/** Form encoding of one value (WHATWG URL, "application/x-www-form-urlencoded"). */
export function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice(2);
}

/** Base64 of text as UTF-8. */
export function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}
