/**
 * Random texts, more hostile ones than chance alone would make.
 *
 * @module
 */

import fc from "fast-check";

/** Printable ASCII. */
const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));

/** Characters that somebody treats in a way of its own: a terminal, a pattern, an encoding. */
const special = fc.constantFrom(
  ..."\0\t\n\v\f\r\x1b\x7f\x85\x9b\xa0\xad\u061c\u200b\u200d\u200e\u2028\u2029\u202e\u2066\u3000\u3164\u034f\ufe0f\ufeff",
  ..."…*$&.+?^(){}[]|/\\\"'`%#=:;,<>~_-",
  ..."éß漢字あ한😀👩‍🚀𝔸\u{e0041}\u{10ffff}",
  "\ud83d",
  "\ude00",
  "***",
  "\r\n",
  "\x1b[31m",
);

/** One UTF-16 unit of any kind, so a surrogate mostly lacks its other half. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** One code point of any kind. */
const anyCodePoint = fc.integer({ min: 0, max: 0x10ffff })
  .map((code) => String.fromCodePoint(code));

const anyCharacter = fc.oneof(
  { weight: 4, arbitrary: ascii },
  { weight: 4, arbitrary: special },
  { weight: 1, arbitrary: anyUnit },
  { weight: 1, arbitrary: anyCodePoint },
);

/** A text of any characters, broken ones included. */
export const anyText: fc.Arbitrary<string> = fc.string({ unit: anyCharacter });

/** A text as a file or a reply in UTF-8 can hold it. */
export const wellFormedText: fc.Arbitrary<string> = anyText.map((text) => text.toWellFormed());

/** A text of letters, digits and the like of many languages, with single spaces inside. */
export const printableText: fc.Arbitrary<string> = fc.array(
  fc.string({ unit: fc.constantFrom(..."aZ09.,:-_/…*é漢한😀𝔸"), minLength: 1 }),
).map((words) => words.join(" "));

/** A text so long that something cuts it, with something else in the midst of it. */
export function withPadding(middle: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  const padding = fc.record({ character: ascii, length: fc.nat(most) })
    .map(({ character, length }) => character.repeat(length));
  return fc.tuple(padding, middle, padding).map((parts) => parts.join(""));
}
