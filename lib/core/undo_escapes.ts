/**
 * Undoes escapes in a string and records where each character came from. Redaction searches the
 * results for secrets.
 *
 * @module
 */

import { decodeHex } from "./encodings.ts";
import { unsafeCharacters } from "./text.ts";

/** A decoded string in lower case, without white space and invisible characters. */
export interface Reading {
  readonly text: string;
  /** For each UTF-16 unit of `text`: where its source starts and ends in the original string. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const escapes =
  // RFC 3986 §2.1; string literals; RFC 8259 §7; HTML §13.5
  String.raw`(?:(?:%|\\x)[\da-f]{2})+|(?:\\u[\da-f]{4})+|\\["'\\/bfnrt]` +
  String.raw`|&(?:#\d{1,9}|#x[\da-f]{1,8}|amp|lt|gt|quot|apos|nbsp);`;

/** Alternatives, since the same characters can have different meanings in different encodings. */
const encodings: readonly RegExp[] = [
  new RegExp(`(${escapes})`),
  // WHATWG URL, "application/x-www-form-urlencoded": + is a space.
  new RegExp(`(\\+|${escapes})`),
  // Quoted-printable, RFC 2045 §6.7
  /((?:=[\da-f]{2})+)/,
  // Separators in a hex dump: 41:42, 0x41, 0x42, 4142-4344
  /((?:[:,.-]|0x)+(?=[\da-f]{2}))/,
];

/** The string unchanged, and with up to two nested encodings undone. */
export function readings(original: string): Reading[] {
  let last = [rewrite({ text: original }, /(\.{3}|\p{Cc}\[[\d;]*m|[^!-~])/u, simplify)];
  const all = new Map(last.map((reading) => [reading.text, reading]));
  for (let level = 0; level < 2; level++) {
    last = last.flatMap((reading) =>
      encodings.map((encoding) => rewrite(reading, encoding, decode))
    ).filter(({ text }) => !all.has(text));
    for (const reading of last) all.set(reading.text, reading);
  }
  return [...all.values()];
}

/** Replaces matches of a pattern, which is a single capturing group. */
function rewrite(
  reading: Pick<Reading, "text"> & Partial<Reading>,
  pattern: RegExp,
  replace: (part: string) => string,
): Reading {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = "";
  let at = 0;
  for (const [index, part] of reading.text.split(pattern).entries()) {
    const isMatch = index % 2 === 1;
    const visible = withoutInvisible(isMatch ? replace(part) : part).toLowerCase();
    for (let unit = 0; unit < visible.length; unit++) {
      const first = isMatch ? at : at + unit;
      const last = isMatch ? at + part.length - 1 : first;
      starts.push(reading.starts?.[first] ?? first);
      ends.push(reading.ends?.[last] ?? last + 1);
    }
    text += visible;
    at += part.length;
  }
  return { text, starts, ends };
}

/** Normalizes an ellipsis, and drops ANSI colour sequences and invisible characters. */
function simplify(part: string): string {
  if (part === "...") return "…";
  return part.length > 2 ? "" : part;
}

let invisible: RegExp | undefined;

function withoutInvisible(text: string): string {
  if (/^[!-~]*$/.test(text)) return text;
  if (/^\s*$/.test(text)) return "";
  // Compiling this takes a millisecond, and most strings do not need it.
  invisible ??= new RegExp(`[\\s${unsafeCharacters}]`, "gu");
  return text.replace(invisible, "");
}

/** A string of HTML or XML with its character references replaced by what they mean, once. */
export function withoutEntities(text: string): string {
  return text.replaceAll("&nbsp;", " ")
    .replace(/&(?:#\d{1,9}|#x[\da-fA-F]{1,8}|amp|lt|gt|quot|apos);/g, decode);
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function decode(written: string): string {
  if (/^(?:[%=]|\\x)/.test(written)) {
    return new TextDecoder().decode(decodeHex(written.replace(/[%=]|\\x/g, "")));
  }
  if (written.startsWith("\\u")) return JSON.parse(`"${written}"`);
  const [, decimal, hex, name = ""] = /^&(?:#(\d+)|#x(.+)|(.+));$/.exec(written) ?? [];
  const code = decimal ? Number(decimal) : parseInt(hex ?? "", 16);
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  return entities[name] ?? /^\\(["'\\/])$/.exec(written)?.[1] ?? "";
}
