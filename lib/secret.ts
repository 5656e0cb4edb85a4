/**
 * Secrets and tokens, held so that nothing prints them by accident.
 *
 * @module
 */

const mask = "***";

/** Shorter values are left alone: they would blank out ordinary words. */
const minLength = 6;

/** No text of a server is cut later than this. */
const maxCut = 512;

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

/**
 * The text with each secret replaced, in every form in which one may come back from a server:
 * as it is, percent-encoded, form-encoded, in JSON, and in Base64 of either alphabet.
 *
 * A net under the rule that no text is made from a secret in the first place. Secrets of fewer
 * than six characters slip through it.
 */
export function redact(text: string, secrets: Iterable<Secret>): string {
  const forms = [...secrets].flatMap((secret) => formsOf(secret.reveal()));
  // The longest first: a shorter form can be part of a longer one.
  forms.sort((a, b) => b.length - a.length);
  const clean = forms.reduce((clean, form) => clean.replaceAll(form, mask), text);
  return clean.includes("…") ? forms.reduce(redactBeginning, clean) : clean;
}

/** The text without the beginning of a secret where it was cut short in the midst of one. */
function redactBeginning(text: string, form: string): string {
  let clean = text;
  for (let length = Math.min(form.length - 1, maxCut); length >= minLength; length--) {
    clean = clean.replaceAll(form.slice(0, length) + "…", mask + "…");
  }
  return clean;
}

function formsOf(value: string): string[] {
  if (value.length < minLength) return [];
  const percentEncoded = [encodeURIComponent(value), formEncode(value)];
  const base64Encoded = [...base64Forms(value), ...base64Forms(formEncode(value))];
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    ...percentEncoded,
    ...percentEncoded.map((form) => form.replace(/%../g, (code) => code.toLowerCase())),
    ...base64Encoded,
    ...base64Encoded.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** Form encoding of one value (WHATWG URL, "application/x-www-form-urlencoded"). */
export function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice(2);
}

/** Base64 of text as UTF-8. */
export function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * What a value looks like inside the Base64 of a longer text, such as `id:secret`: one form for
 * each of the three offsets, without the characters that the neighbours influence.
 */
function base64Forms(value: string): string[] {
  const bytes = new TextEncoder().encode(value).length;
  return [0, 1, 2].map((offset) => {
    const encoded = base64("\0".repeat(offset) + value);
    const first = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes) * 8) / 6);
    return encoded.slice(first, end);
  });
}
