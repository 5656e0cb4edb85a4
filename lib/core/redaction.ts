/**
 * Redacts secrets in strings before they are printed. Only `Log` calls it.
 *
 * This is a second line of defence: messages are never built from secrets. A server may echo a secret
 * unchanged or encoded, in any case, with white space or invisible characters in it. Secrets of fewer
 * than six characters are not redacted, since that would hide ordinary words.
 *
 * @module
 */

import { base64Of, formEncode, hexOf } from "./encodings.ts";
import { type Reading, readings } from "./undo_escapes.ts";
import type { Secret } from "./secret.ts";

const mask = "***";
const minLength = 6;

/** Of a longer secret, only this prefix is searched for, and all that follows it is redacted. */
const maxLength = 256;

/** The maximum length of an escape sequence that truncation may have cut. */
const maxEscape = 12;

type Pending = readonly [secret: Secret, shortest: number];

/** Replaces known secrets with `***`. */
export class Redactor {
  /** The secrets that are not looked at yet. */
  readonly #added: Secret[] = [];
  /** The secrets whose forms are not computed yet, with the least length of one. */
  #pending: Pending[] = [];
  /** By the hash of the first characters: each form of a secret, and whether it is only a prefix. */
  readonly #forms = new Map<number, Map<string, boolean>>();

  add(secret: Secret): void {
    this.#added.push(secret);
  }

  redact(text: string): string {
    for (const secret of this.#added.splice(0)) {
      this.#pending.push([secret, shortestForm(secret.reveal())]);
    }
    if (text.length < minLength || this.#pending.length + this.#forms.size === 0) return text;
    const found = readings(text);
    this.#prepare(found.map(({ text }) => text));
    if (this.#forms.size === 0) return text;
    return blank(text, found.flatMap((reading) => this.#placesIn(reading)));
  }

  /**
   * Computes the forms of secrets that one of these strings may contain. Most runs print nothing, or
   * only what is shorter than a secret, and the forms of all take longer than the rest of a run.
   */
  #prepare(texts: readonly string[]): void {
    const isCut = texts.some((text) => text.includes("…"));
    const longest = Math.max(...texts.map(({ length }) => length));
    const waiting: Pending[] = [];
    for (const entry of this.#pending) {
      const [secret, shortest] = entry;
      if (isCut || shortest <= longest) this.#addForms(secret.reveal());
      else waiting.push(entry);
    }
    this.#pending = waiting;
  }

  #addForms(secret: string): void {
    if (secret.length < minLength) return;
    const signature = signatureIn(secret);
    if (signature) this.#addForms(signature);
    const start = startOf(secret);
    for (const form of formsOf(start)) {
      if (form.length < minLength) continue;
      const key = hashAt(form, 0);
      const forms = this.#forms.get(key) ?? new Map();
      this.#forms.set(key, forms.set(form, start !== secret));
    }
  }

  /** Finds each form, and each prefix of a form before `…`. */
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

/** What is searched for of a secret. */
function startOf(secret: string): string {
  return secret.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
}

/**
 * With the rest of a JWT, which anyone may know, its signature is the JWT (RFC 7515 §7.1). Its header
 * begins with `{`, and perhaps white space after that.
 */
function signatureIn(secret: string): string | undefined {
  const [, , signature, ...others] = /^e[w-z0-9_-]/.test(secret) ? secret.split(".") : [];
  return others.length === 0 ? signature : undefined;
}

/** The least length of a form. An encoded one is never shorter than what it encodes. */
function shortestForm(secret: string): number {
  const signature = signatureIn(secret);
  const parts = [startOf(secret), ...signature ? [startOf(signature)] : []];
  return Math.min(...parts.flatMap((part) => readings(part).map(({ text }) => text.length)));
}

/** Hashes the first characters of a form, or of a candidate at `start`. */
function hashAt(text: string, start: number): number {
  let hash = 0;
  for (let at = start; at < start + minLength; at++) hash = hash * 31 + text.charCodeAt(at) | 0;
  return hash;
}

/** The forms that a secret can have in a {@linkcode Reading}. */
function formsOf(secret: string): ReadonlySet<string> {
  const escaped = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    formEncode(secret),
    encodeURIComponent(secret.toWellFormed()),
  ];
  const once = [...[...new Set(escaped)].flatMap(encode), ...encodeWide(secret)];
  const encoded = [...once, ...once.flatMap(encode)].map((text) => text.toLowerCase());
  return new Set([...readings(secret).map(({ text }) => text), ...encoded]);
}

/** The forms of a value, in UTF-8, within a longer string in hexadecimal or Base64. */
function encode(value: string): string[] {
  return encodeBytes(new TextEncoder().encode(value));
}

/** The same in UTF-16, in both orders of bytes. */
function encodeWide(value: string): string[] {
  const littleEndian = new Uint8Array(value.length * 2);
  for (let at = 0; at < littleEndian.length; at++) {
    littleEndian[at] = value.charCodeAt(at >> 1) >> (at % 2 * 8);
  }
  const bigEndian = littleEndian.map((_, at) => littleEndian[at ^ 1] ?? 0);
  return [littleEndian, bigEndian].flatMap(encodeBytes);
}

/** The forms of bytes within a longer string in hexadecimal or Base64 (RFC 4648). */
function encodeBytes(bytes: Uint8Array<ArrayBuffer>): string[] {
  // One for each offset in a group, without the characters that adjacent bytes change.
  const inBase64 = [0, 1, 2].map((offset) =>
    base64Of(Uint8Array.of(...new Uint8Array(offset), ...bytes))
      .slice(Math.ceil(offset * 8 / 6), Math.floor((offset + bytes.length) * 8 / 6))
  );
  const hex = hexOf(bytes);
  const inBase64Url = inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([hex, hex.toUpperCase(), ...inBase64, ...inBase64Url])];
}

/** A range of a string to replace. */
type Place = readonly [start: number, end: number];

/** Replaces each place with `***`, and adjacent or overlapping places with one. */
function blank(text: string, places: readonly Place[]): string {
  const pieces: string[] = [];
  let shown = 0;
  for (const [start, end] of places.toSorted(([a], [b]) => a - b)) {
    if (start > shown || pieces.length === 0) pieces.push(text.slice(shown, start), mask);
    shown = Math.max(shown, end);
  }
  return pieces.join("") + text.slice(shown);
}
