/**
 * Secrets and tokens, held so that nothing prints them by accident.
 *
 * @module
 */

const mask = "***";

/** Where the classes of sizes begin, in characters. */
const sizes = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

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

  /**
   * About how long it is, which tells a cut or empty value from a whole one and helps nobody to
   * guess it: `32 to 63 characters`.
   */
  get size(): string {
    const least = sizes.findLast((size) => this.#value.length >= size);
    if (least === undefined) return `fewer than ${sizes[0]} characters`;
    const most = sizes[sizes.indexOf(least) + 1];
    return most === undefined
      ? `${least} characters or more`
      : `${least} to ${most - 1} characters`;
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

/** The value of what may be a secret. To be sent or signed, and for nothing else. */
export function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value;
}

/** Form encoding of one value (WHATWG URL, "application/x-www-form-urlencoded"). */
export function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice(2);
}

/** Base64 of text as UTF-8. */
export function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}
