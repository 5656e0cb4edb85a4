/**
 * Replaces secrets in text that is about to be printed. The Log is its only caller.
 *
 * This is a second line of defence: no message is made from a secret in the first place. A server may
 * repeat what it was sent, as it is or encoded, in any case, with white space or invisible characters
 * in it. Secrets of fewer than six characters are not replaced, since they would hide ordinary words.
 *
 * @module
 */

import { base64, formEncode } from "./encodings.ts";
import { type Reading, readings } from "./undo_escapes.ts";
import type { Secret } from "./secret.ts";

const mask = "***";
const minLength = 6;

/** Of a longer secret only this many characters are searched for, and the rest of the text is hidden. */
const maxLength = 256;

/** The most characters of an escape that may have been cut in two. */
const maxEscape = 12;

/** Replaces the secrets that it knows by `***`. */
export class Redactor {
  readonly #added: Secret[] = [];
  /** How secrets can be written, by the hash of the first characters; whether the secret is longer. */
  readonly #forms = new Map<number, Map<string, boolean>>();

  add(secret: Secret): void {
    this.#added.push(secret);
  }

  redact(text: string): string {
    // Most runs print nothing, so the forms are made when they are needed.
    for (const secret of this.#added.splice(0)) this.#addForms(secret.reveal());
    if (text.length < minLength || this.#forms.size === 0) return text;
    return blank(text, readings(text).flatMap((reading) => this.#placesIn(reading)));
  }

  #addForms(secret: string): void {
    if (secret.length < minLength) return;
    const start = secret.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
    for (const form of formsOf(start)) {
      if (form.length < minLength) continue;
      const key = hashAt(form, 0);
      const forms = this.#forms.get(key) ?? new Map();
      this.#forms.set(key, forms.set(form, start !== secret));
    }
  }

  /** Where a text has a form, or the beginning of one before `…`. */
  #placesIn({ text, starts, ends }: Reading): Place[] {
    const places: Place[] = [];
    for (let at = 0; at < text.length; at++) {
      for (const [form, isCut] of this.#forms.get(hashAt(text, at)) ?? []) {
        let end = at;
        while (end - at < form.length && text[end] === form[end - at]) end++;
        const cut = text.slice(end, end + maxEscape).indexOf("…");
        const start = starts[at] ?? 0;
        if (end - at === form.length) {
          places.push([start, ends[(isCut ? text.length : end) - 1] ?? 0]);
        } else if (end - at >= minLength && cut !== -1) {
          places.push([start, starts[end + cut] ?? 0]);
        }
      }
    }
    return places;
  }
}

/** A number for the characters at a position that a search begins with. */
function hashAt(text: string, start: number): number {
  let hash = 0;
  for (let at = start; at < start + minLength; at++) hash = hash * 31 + text.charCodeAt(at) | 0;
  return hash;
}

/** What a secret looks like in a {@linkcode Reading}. */
function formsOf(secret: string): ReadonlySet<string> {
  const escaped = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    formEncode(secret),
    encodeURIComponent(secret.toWellFormed()),
  ];
  const once = [...new Set(escaped)].flatMap(encode);
  const encoded = [...once, ...once.flatMap(encode)].map((text) => text.toLowerCase());
  return new Set([...readings(secret).map(({ text }) => text), ...encoded]);
}

/** What a value looks like inside hexadecimal digits and Base64 (RFC 4648) of a longer text. */
function encode(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  // One for each offset in a group, without the characters that the neighbours influence.
  const inBase64 = [0, 1, 2].map((offset) =>
    base64("\0".repeat(offset) + value)
      .slice(Math.ceil(offset * 8 / 6), Math.floor((offset + bytes.length) * 8 / 6))
  );
  const inBase64Url = inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([bytes.toHex(), bytes.toHex().toUpperCase(), ...inBase64, ...inBase64Url])];
}

/** From where to where text is to be replaced. */
type Place = readonly [start: number, end: number];

/** The text with `***` for each place, and for places that touch only once. */
function blank(text: string, places: readonly Place[]): string {
  const pieces: string[] = [];
  let shown = 0;
  for (const [start, end] of places.toSorted(([a], [b]) => a - b)) {
    if (start > shown || pieces.length === 0) pieces.push(text.slice(shown, start), mask);
    shown = Math.max(shown, end);
  }
  return pieces.join("") + text.slice(shown);
}
