/**
 * Random secrets, and a way to see whether anything of one is left.
 *
 * @module
 */

import fc from "fast-check";
import { comparable, readings } from "../e2e/leaks.ts";

/** What a secret is made of: most is letters, some of it has a meaning somewhere. */
const characters = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(..."abcXYZ0189") },
  { weight: 1, arbitrary: fc.constantFrom(...`~+/=%&:"\\'?#$^*.|()[]{}<>;, -_@!é漢😀…`) },
);

/** Secrets that are hard to tell from what is around them, or to search for. */
const odd = fc.oneof(
  fc.constantFrom(
    ...["$&$1$`$'$$", ".*.*.*.*", "(a+)+$[^]{2,}", "a***b***c", "%41%42%43", "…abc…def…"],
    ...["\\u0041\\n\\", "////////", "++++++++", "=a=b=c=d", "Basic abc:def", "  a  b  c  "],
  ),
  // One that is like itself a little further on.
  fc.record({
    piece: fc.string({ unit: characters, minLength: 1, maxLength: 8 }),
    times: fc.integer({ min: 2, max: 6 }),
  }).map(({ piece, times }) => piece.repeat(times)),
);

/** Shorter secrets are never blanked out. */
function isLongEnough(secret: string): boolean {
  return partsOf(secret).length > 0;
}

/** A secret as somebody chooses or a server makes it. */
export const anySecret: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: characters, minLength: 6, maxLength: 60 }) },
  { weight: 1, arbitrary: odd },
).filter(isLongEnough);

/** One that nothing else looks like, so that whatever is left of it can be told for sure. */
export const strongSecret: fc.Arbitrary<string> = anySecret.filter((secret) =>
  partsOf(secret).every((part) => new Set(part).size > 3)
);

/** Secrets of one run. Some begin in the midst of another, or as another. */
export const anySecrets: fc.Arbitrary<string[]> = fc.record({
  first: anySecret,
  others: fc.array(anySecret, { maxLength: 2 }),
  overlap: fc.nat(20),
}).map(({ first, others, overlap }) => [
  first,
  ...others.map((other) => first.slice(first.length - overlap).toWellFormed() + other),
]);

/**
 * What can be read of a secret off a text, plainly or by decoding what looks encoded in it, and not
 * off what anyone may know.
 *
 * @returns Runs of six characters.
 */
export function leakedParts(text: string, secret: string, known = ""): string[] {
  const [shown, public_] = [text, known].map((text) => [...readings(text)].join("\n"));
  return partsOf(comparable(secret))
    .filter((part) => shown?.includes(part) && !public_?.includes(part));
}

/** Each run of six characters; white space between them does not count. */
function partsOf(secret: string): string[] {
  return Array.from(secret.matchAll(/(?=(\S(?:\s*\S){5}))/gu), ([, part = ""]) => part);
}
