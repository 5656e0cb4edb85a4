/**
 * Random `.env` files with the values that they contain.
 *
 * @module
 */

import fc from "fast-check";
import { wellFormedText } from "./texts.ts";

/** One assignment in a file. */
export interface Entry {
  readonly name: string;
  readonly value: string;
  /** The line in the file: `export A = 'x' # comment`. */
  readonly text: string;
}

const names = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/),
  fc.constantFrom("__proto__", "constructor", "toString", "export", "_"),
);

/**
 * Values, often with characters that have a meaning in such files. No NUL, which variables cannot
 * contain. CR LF counts as one character.
 */
const values = fc.array(
  fc.oneof(
    wellFormedText,
    fc.constantFrom(
      "$",
      "${A}",
      "$A",
      "$(id)",
      "`id`",
      "#",
      " #",
      " ",
      "=",
      "\n",
      "\\n",
      "\\",
      "'",
    ),
  ),
  { maxLength: 4 },
).map((parts) => parts.join("").replaceAll("\0", "").replace(/\r+(?=\n)/g, ""));

/** Forms of quoting a value. Double quotes work for every value. */
const ways: readonly ((value: string) => string)[] = [
  (value) => value.includes("'") ? inDoubleQuotes(value) : `'${value}'`,
  inDoubleQuotes,
  (value) => {
    const escaped = inDoubleQuotes(value).replaceAll("\n", "\\n").replaceAll("\r", "\\r");
    return escaped.replaceAll("\t", "\\t");
  },
  (value) => isPlain(value) ? value : inDoubleQuotes(value),
];

function inDoubleQuotes(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Whether a value needs no quotes. */
function isPlain(value: string): boolean {
  return !/[\r\n]|^[ \t'"`]|[ \t]$|[ \t]#/.test(value);
}

const blanks = fc.constantFrom("", "", " ", "\t", "  ");

const entry: fc.Arbitrary<Entry> = fc.record({
  name: names,
  value: values,
  way: fc.constantFrom(...ways),
  start: fc.constantFrom("", " ", "export ", "\texport\t "),
  beforeSign: blanks,
  afterSign: blanks,
  end: fc.constantFrom("", " ", '\t # it\'s a "comment"', " #", "\t"),
}).map(({ name, value, way, start, beforeSign, afterSign, end }) => {
  const written = way(value);
  // A # after white space begins a comment.
  const gap = written.startsWith("#") ? "" : afterSign;
  return { name, value, text: `${start}${name}${beforeSign}=${gap}${written}${end}` };
});

/** Assignments to different variables. */
export const entries: fc.Arbitrary<Entry[]> = fc.uniqueArray(entry, {
  selector: ({ name }) => name,
  maxLength: 6,
});

/** Empty lines and comments. */
export const fillers: fc.Arbitrary<string> = fc.constantFrom("", " \t", "# A='x", "  #", '#"');

/** Lines that are mistakes, whatever follows. */
export const mistakes: fc.Arbitrary<string> = fc.constantFrom(
  "canary",
  "canary 5527",
  "=canary",
  "1canary=canary",
  "CAN-ARY=canary",
  "CAN ARY=canary",
  "export",
  "exportCANARY canary",
  "CANARY='canary' canary",
  'CANARY="canary"canary',
  "CANARY='canary'#canary",
  'CANARY="canary\\"',
  "CANARY='canary",
  "É=canary",
  "$CANARY=canary",
);
