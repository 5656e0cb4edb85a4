/**
 * Random secrets, and a search for the rest of one.
 *
 * @module
 */

import fc from "fast-check";
import { comparable, readings } from "../e2e/leaks.ts";

/** Characters of a secret: mostly letters, some with a meaning in an encoding. */
const characters = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(..."abcXYZ0189") },
  { weight: 1, arbitrary: fc.constantFrom(...`~+/=%&:"\\'?#$^*.|()[]{}<>;, -_@!é漢😀…`) },
);

/** Secrets that are hard to distinguish from their context, or to search for. */
const odd = fc.oneof(
  fc.constantFrom(
    ...["$&$1$`$'$$", ".*.*.*.*", "(a+)+$[^]{2,}", "a***b***c", "%41%42%43", "…abc…def…"],
    ...["\\u0041\\n\\", "////////", "++++++++", "=a=b=c=d", "Basic abc:def", "  a  b  c  "],
  ),
  // A secret that repeats itself.
  fc.record({
    piece: fc.string({ unit: characters, minLength: 1, maxLength: 8 }),
    times: fc.integer({ min: 2, max: 6 }),
  }).map(({ piece, times }) => piece.repeat(times)),
);

/** Shorter secrets are never redacted. */
function isLongEnough(secret: string): boolean {
  return partsOf(secret).length > 0;
}

/** A secret that a person or a server chooses. */
export const anySecret: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: characters, minLength: 6, maxLength: 60 }) },
  { weight: 1, arbitrary: odd },
).filter(isLongEnough);

/** A secret whose parts have four different characters, so that a rest of it is recognisable. */
export const strongSecret: fc.Arbitrary<string> = anySecret.filter((secret) =>
  partsOf(secret).every((part) => new Set(part).size > 3)
);

/** Secrets of one run. Some overlap, or have a common start. */
export const anySecrets: fc.Arbitrary<string[]> = fc.record({
  first: anySecret,
  others: fc.array(anySecret, { maxLength: 2 }),
  overlap: fc.nat(20),
}).map(({ first, others, overlap }) => [
  first,
  ...others.map((other) => first.slice(first.length - overlap).toWellFormed() + other),
]);

/**
 * Finds parts of a secret in a string, also in anything that looks encoded, except parts that the
 * public values contain.
 *
 * @returns runs of six characters
 */
export function leakedParts(text: string, secret: string, known = ""): string[] {
  const [shown, public_] = [text, known].map((text) => [...readings(text)].join("\n"));
  return partsOf(comparable(secret))
    .filter((part) => shown?.includes(part) && !public_?.includes(part));
}

/** Each run of six characters, without white space. */
function partsOf(secret: string): string[] {
  return Array.from(secret.matchAll(/(?=(\S(?:\s*\S){5}))/gu), ([, part = ""]) => part);
}
