/**
 * Reads a text as those do who undo the encodings in it, and remembers where each character stood.
 *
 * @module
 */

import { unsafeCharacters } from "./text.ts";

/** A text without what cannot be seen, and perhaps without encodings. */
export interface Reading {
  readonly text: string;
  /** For each unit of the text, where it stands in the original: from here … */
  readonly starts: readonly number[];
  /** … to here. */
  readonly ends: readonly number[];
}

/** A rule by which characters are written as something else. */
interface Encoding {
  /** Fits one character that is written so, or, before `…`, what is left of one. */
  readonly pattern: RegExp;
  decode(written: string): string;
}

const byte = String.raw`%[\da-f]{2}`;
const later = String.raw`%[89ab][\da-f]`;
const utf8 =
  `%[0-7][\\da-f]|%[cd][\\da-f]${later}|%e[\\da-f](?:${later}){2}|%f[0-7](?:${later}){3}`;
const cutPercent = `(?:${byte}){0,3}(?:%[\\da-f]?|${byte})(?=…)`;

const encodings: readonly Encoding[] = [
  // RFC 3986 §2.1
  { pattern: new RegExp(`${utf8}|${cutPercent}`, "gi"), decode: fromPercent },
  // WHATWG URL, "application/x-www-form-urlencoded"
  { pattern: new RegExp(`\\+|${utf8}|${cutPercent}`, "gi"), decode: fromPercent },
  // RFC 8259 §7
  {
    pattern:
      /\\u(?:d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|[\da-f]{4})|\\["'\\/bfnrt]|\\(?:u[\da-f]{0,3})?(?=…)/gi,
    decode: fromEscape,
  },
  // HTML §13.5, as far as anyone uses it for text
  {
    pattern: /&(?:#0*\d{1,7}|#x0*[\da-f]{1,6}|amp|lt|gt|quot|apos|nbsp);|&#?\w{0,8}(?=…)/gi,
    decode: fromReference,
  },
];

function fromPercent(written: string): string {
  if (written === "+") return " ";
  const bytes = written.match(/%[\da-f]{2}/gi) ?? [];
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(Uint8Array.fromHex(bytes.join("").replaceAll("%", "")));
  } catch {
    return "";
  }
}

function fromEscape(written: string): string {
  if (written === "\\'") return "'";
  try {
    return JSON.parse(`"${written}"`);
  } catch {
    return "";
  }
}

const names: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

function fromReference(written: string): string {
  const { decimal, hex, name = "" } =
    /^&(?:#(?<decimal>\d+)|#x(?<hex>[\da-f]+)|(?<name>[a-z]+));$/i.exec(written)?.groups ?? {};
  const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
  if (Number.isNaN(code)) return names[name.toLowerCase()] ?? "";
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

let unreadPattern: RegExp | undefined;

/** Whether a character can stand in a text without being read. */
function isUnread(character: string): boolean {
  if (seen.test(character)) return false;
  unreadPattern ??= new RegExp(`^[\\s${unsafeCharacters}]$`, "u");
  return unreadPattern.test(character);
}

const seen = /^[\x21-\x7e]*$/;

/** A text without what cannot be seen. */
export function withoutUnseen(text: string): string {
  return seen.test(text) ? text : readSeen(text).text;
}

/** A text as it stands there, but for what cannot be seen. */
function readSeen(text: string): Reading {
  const whole = Array.from({ length: text.length }, (_, index) => index);
  return rewrite({ text, starts: whole, ends: whole.map((index) => index + 1) }, []);
}

/** The same text read in every way that undoes so many encodings, or fewer. */
export function readings(text: string, depth: number): Reading[] {
  let last = [readSeen(text)];
  const all = [...last];
  for (let level = 0; level < depth; level++) {
    last = last.flatMap((reading) => encodings.flatMap((encoding) => undo(reading, encoding)));
    all.push(...last);
  }
  return all;
}

/** A text without an encoding; nothing if it has none. */
function undo(reading: Reading, { pattern, decode }: Encoding): Reading[] {
  const found = Array.from(reading.text.matchAll(pattern), ({ 0: written, index }) => ({
    start: index,
    end: index + written.length,
    text: decode(written),
  }));
  return found.length === 0 ? [] : [rewrite(reading, found)];
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with parts of it replaced, without what cannot be seen. */
function rewrite(reading: Reading, replacements: readonly Replacement[]): Reading {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = "";
  function add(added: string, start: number, end: number): void {
    for (const character of added) {
      if (character === " " || isUnread(character)) continue;
      text += character;
      for (let unit = 0; unit < character.length; unit++) {
        starts.push(reading.starts[start] ?? 0);
        ends.push(reading.ends[end - 1] ?? 0);
      }
    }
  }
  let at = 0;
  for (
    const { start, end, text: decoded } of [...replacements, { start: Infinity, end: 0, text: "" }]
  ) {
    for (; at < Math.min(start, reading.text.length); at += lengthAt(reading.text, at)) {
      const length = lengthAt(reading.text, at);
      add(reading.text.slice(at, at + length), at, at + length);
    }
    if (start === Infinity) break;
    add(decoded, start, end);
    at = end;
  }
  return { text, starts, ends };
}

/** How many units the character at a position has. */
function lengthAt(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}
