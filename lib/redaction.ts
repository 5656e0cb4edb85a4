/**
 * Takes secrets out of texts: a net under the rule that no text is made from a secret in the first
 * place.
 *
 * A server may repeat what it was sent, in any form: as it is, percent-encoded or form-encoded by
 * anyone's rules, once or twice, with the escapes of JSON or HTML, in Base64 of either alphabet,
 * with white space or invisible characters put in. Secrets of fewer than six characters slip
 * through, since they would blank out ordinary words.
 *
 * @module
 */

import { read, type Reading, readSeen } from "./reading.ts";
import { base64, formEncode, type Secret } from "./secret.ts";

const mask = "***";
const minLength = 6;

/** Without its encodings, a secret may be shorter. */
const minFormLength = 3;

/** No text is cut later than this. */
const maxCut = 512;

/** The text with each secret replaced by `***`. */
export function redact(text: string, secrets: Iterable<Secret>): string {
  const all = [...secrets];
  if (text.length < minLength || all.length === 0) return text;
  const readings: Readonly<Record<Kind, Reading>> = {
    seen: readSeen(text),
    plain: read(text, plain),
    base64: read(text, base64Letter),
  };
  const places = all.flatMap(formsOf).flatMap(({ kind, text }) => placesOf(text, readings[kind]));
  return blank(text, places);
}

/** How a text is read: as it stands there, without its encodings, or as Base64. */
type Kind = "seen" | "plain" | "base64";

/** What a secret looks like to a kind of reading. */
interface Form {
  readonly kind: Kind;
  readonly text: string;
}

/** Plus is a space in a form. */
function plain(character: string): string {
  return character === "+" ? "" : character;
}

/** Base64 has two alphabets (RFC 4648 §4 and §5). */
function base64Letter(character: string): string {
  return character === "-" ? "+" : character === "_" ? "/" : character;
}

const known = new WeakMap<Secret, readonly Form[]>();

function formsOf(secret: Secret): readonly Form[] {
  const value = secret.reveal();
  // White space at an end may have been taken off.
  const forms = known.get(secret) ?? [...new Set([value, value.trim()])].flatMap(makeForms);
  known.set(secret, forms);
  return forms;
}

function makeForms(value: string): Form[] {
  if (value.length < minLength) return [];
  const inJson = JSON.stringify(value).slice(1, -1);
  const percentEncoded = [formEncode(value), encodeURIComponent(value.toWellFormed())];
  const encoded = [value, inJson, ...percentEncoded];
  const inSmallLetters = percentEncoded.map((text) =>
    text.replace(/%../g, (code) => code.toLowerCase())
  );
  const forms: Form[] = [
    ...[...encoded, ...inSmallLetters]
      .map((text) => ({ kind: "seen", text: readSeen(text).text }) as const),
    { kind: "plain", text: read(value, plain).text },
    ...encoded.flatMap(base64Forms).map((text) => ({ kind: "base64", text }) as const),
  ];
  const long = forms.filter(({ text }) => text.length >= minFormLength);
  return [...new Map(long.map((form) => [`${form.kind} ${form.text}`, form])).values()];
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

/** From where to where something is to be blanked out. */
type Place = readonly [start: number, end: number];

/** Where a form stands in a text, or, before `…`, the beginning of it. */
function placesOf(form: string, { text, starts, ends }: Reading): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
    places.push([starts[at] ?? 0, ends[at + form.length - 1] ?? 0]);
  }
  for (let cut = text.indexOf("…"); cut !== -1; cut = text.indexOf("…", cut + 1)) {
    let length = Math.min(form.length - 1, maxCut, cut);
    while (length >= minLength && !text.startsWith(form.slice(0, length), cut - length)) length--;
    if (length >= minLength) places.push([starts[cut - length] ?? 0, starts[cut] ?? 0]);
  }
  return places;
}

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
