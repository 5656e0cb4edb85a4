/**
 * Random strings, often hostile.
 *
 * @module
 */

import fc from "fast-check";

/** Printable ASCII. */
const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));

/** Characters that a terminal, a pattern or an encoding treats specially. */
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

/** Any UTF-16 code unit, so surrogates are mostly unpaired. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Any code point. */
const anyCodePoint = fc.integer({ min: 0, max: 0x10ffff })
  .map((code) => String.fromCodePoint(code));

const anyCharacter = fc.oneof(
  { weight: 4, arbitrary: ascii },
  { weight: 4, arbitrary: special },
  { weight: 1, arbitrary: anyUnit },
  { weight: 1, arbitrary: anyCodePoint },
);

/** A string of any code units, also unpaired surrogates. */
export const anyText: fc.Arbitrary<string> = fc.string({ unit: anyCharacter });

/** A string that UTF-8 can encode. */
export const wellFormedText: fc.Arbitrary<string> = anyText.map((text) => text.toWellFormed());

/** Words of letters, digits and marks of many languages, with single spaces between. */
export const printableText: fc.Arbitrary<string> = fc.array(
  fc.string({ unit: fc.constantFrom(..."aZ09.,:-_/…*é漢한😀𝔸"), minLength: 1 }),
).map((words) => words.join(" "));

/** A string long enough to be cut, with a random string in the middle. */
export function withPadding(middle: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  const padding = fc.record({ character: ascii, length: fc.nat(most) })
    .map(({ character, length }) => character.repeat(length));
  return fc.tuple(padding, middle, padding).map((parts) => parts.join(""));
}
