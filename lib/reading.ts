/**
 * Reads a text as somebody would who undoes every encoding in it, and remembers where each
 * character stood.
 *
 * @module
 */

/** A text without its encodings. */
export interface Reading {
  readonly text: string;
  /** For each unit of the text, where it stands in the original: from here … */
  readonly starts: readonly number[];
  /** … to here. */
  readonly ends: readonly number[];
}

/**
 * One character, however it is written: percent-encoded (once or more), as an escape of JSON or
 * JavaScript behind its backslashes, as a reference of HTML, or as it is. What is cut off before `…`
 * is none.
 */
const written = new RegExp(
  [
    String.raw`(?<cut>(?:%[\da-f]?|(?<=\\)u[\da-f]{0,3}|&(?:amp;)*#?\w{0,6})(?=…))`,
    String.raw`(?<percent>(?:%(?:25)*[\da-f]{2})+)`,
    String.raw`(?<=\\)u(?<high>d[89ab][\da-f]{2})\\+u(?<low>d[c-f][\da-f]{2})`,
    String.raw`(?<=\\)u(?<unit>[\da-f]{4})`,
    String.raw`(?<=\\)(?<blank>[nrt])`,
    String.raw`(?<escape>\\+)`,
    String
      .raw`&(?:amp;)*(?:#0*(?<decimal>\d{1,7})|#x0*(?<hex>[\da-f]{1,6})|(?<name>amp|lt|gt|quot|apos|nbsp));`,
    "[^]",
  ].join("|"),
  "giu",
);

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** What can stand in a text without being read. */
const unread = /^[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/u;

/**
 * Reads a text.
 *
 * @param letter Makes each character what it counts as; `""` leaves it out.
 */
export function read(text: string, letter: (character: string) => string): Reading {
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: { length }, index, groups = {} } of text.matchAll(written)) {
    const characters = groups.percent
      ? fromPercent(groups.percent)
      : [{ character: decode(text.slice(index, index + length), groups), start: 0, end: length }];
    for (const { character, start, end } of characters) {
      if (unread.test(character) || character === "\\") continue;
      for (const unit of letter(character)) {
        units.push(unit);
        for (let count = 0; count < unit.length; count++) {
          starts.push(index + start);
          ends.push(index + end);
        }
      }
    }
  }
  return { text: units.join(""), starts, ends };
}

function decode(as: string, groups: Readonly<Record<string, string | undefined>>): string {
  const { cut, escape, high, low, unit, blank, decimal, hex, name } = groups;
  if ((cut ?? escape ?? blank) !== undefined) return "";
  if (name !== undefined) return named[name.toLowerCase()] ?? "";
  const units = [high, low, unit].filter((unit) => unit !== undefined);
  if (units.length > 0) return String.fromCharCode(...units.map((unit) => parseInt(unit, 16)));
  if (decimal === undefined && hex === undefined) return as;
  const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

interface Character {
  readonly character: string;
  /** Where it is in the run of encoded bytes. */
  readonly start: number;
  readonly end: number;
}

/** The characters in a run of percent-encoded bytes of UTF-8. */
function fromPercent(run: string): Character[] {
  const bytes = Array.from(
    run.matchAll(/%(?:25)*([\da-fA-F]{2})/g),
    ({ 0: { length }, 1: hex, index }) => ({
      byte: parseInt(hex ?? "", 16),
      start: index,
      end: index + length,
    }),
  );
  const characters: Character[] = [];
  for (let at = 0; at < bytes.length;) {
    const sequence = bytes.slice(at, at + lengthOf(bytes[at]?.byte ?? 0));
    const character = new TextDecoder().decode(new Uint8Array(sequence.map(({ byte }) => byte)));
    characters.push({
      character: character.includes("\ufffd") ? "" : character,
      start: sequence[0]?.start ?? 0,
      end: sequence.at(-1)?.end ?? 0,
    });
    at += sequence.length;
  }
  return characters;
}

/** How many bytes a character of UTF-8 has that begins with this one (RFC 3629 §3). */
function lengthOf(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Reads a text as it stands there, but for what cannot be seen. */
export function readSeen(text: string): Reading {
  const seen = Array.from({ length: text.length }, (_, index) => index)
    .filter((index) => !unread.test(text[index] ?? ""));
  return {
    text: seen.map((index) => text[index]).join(""),
    starts: seen,
    ends: seen.map((index) => index + 1),
  };
}
