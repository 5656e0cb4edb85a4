/**
 * Takes secrets out of texts: a net under the rule that no text is made from a secret in the first
 * place.
 *
 * A server may repeat what it was sent, in any form: as it is, percent-encoded or form-encoded by
 * anyone's rules, with the escapes of JSON or HTML, any two of these one over the other, in Base64 of
 * either alphabet, with white space or invisible characters put in. Secrets of fewer than six characters slip
 * through, since they would blank out ordinary words.
 *
 * @module
 */

import { type Reading, readings, withoutUnseen } from "./reading.ts";
import { base64, formEncode, type Secret } from "./secret.ts";

const mask = "***";
const minLength = 6;

/** Without white space, a secret may be shorter. */
const minFormLength = 3;

/** No text is cut later than this. */
const maxCut = 512;

/** So many encodings, one over the other, are undone. */
const depth = 2;

/** The text with each secret replaced by `***`. */
export function redact(text: string, secrets: Iterable<Secret>): string {
  if (text.length < minLength) return text;
  const forms = [...secrets].map(formsOf);
  if (forms.length === 0) return text;
  const places = readings(text, depth).flatMap((reading) => {
    const inBase64 = { ...reading, text: inOneAlphabet(reading.text) };
    return forms.flatMap(({ plain, base64 }) => [
      ...plain.flatMap((form) => placesOf(form, reading)),
      ...base64.flatMap((form) => placesOf(form, inBase64)),
    ]);
  });
  return blank(text, places);
}

/** What a secret looks like in a text without encodings, and in Base64. */
interface Forms {
  readonly plain: readonly string[];
  readonly base64: readonly string[];
}

/** Base64 has two alphabets (RFC 4648 §4 and §5). */
function inOneAlphabet(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/");
}

const known = new WeakMap<Secret, Forms>();

function formsOf(secret: Secret): Forms {
  const forms = known.get(secret) ?? makeForms(secret.reveal());
  known.set(secret, forms);
  return forms;
}

function makeForms(value: string): Forms {
  if (value.length < minLength) return { plain: [], base64: [] };
  const encoded = [
    value,
    JSON.stringify(value).slice(1, -1),
    formEncode(value),
    encodeURIComponent(value.toWellFormed()),
  ];
  return {
    plain: [...new Set(encoded.map(withoutUnseen))].filter(({ length }) => length >= minFormLength),
    base64: [...new Set(encoded.flatMap(base64Forms))].filter((form) => form.length >= minLength),
  };
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
