/**
 * Strings in which it takes long to search for a secret.
 *
 * @module
 */

import fc from "fast-check";
import { encode, encoding } from "./encodings.ts";

/** A recipe for such a string. */
export interface TediousEcho {
  readonly encoding: string;
  /** Length of the part of the secret that is repeated. */
  readonly length: number;
  /** The separator. */
  readonly filler: string;
  /** The end, which is repeated. */
  readonly end: string;
}

/** Random recipes. */
export const tediousEcho: fc.Arbitrary<TediousEcho> = fc.record({
  encoding,
  length: fc.nat(8),
  filler: fc.constantFrom("", "…", " ", "\\", "%", "%25", "&amp;", "\\u00", "&#", "\u200b", "+"),
  end: fc.constantFrom("", " ", "\\", "%25", "&amp;", "…", "a"),
});

/** Makes a string of about this size. */
export function writeTedious(
  { encoding, length, filler, end }: TediousEcho,
  secret: string,
  size: number,
): string {
  const piece = encode(secret, encoding).slice(0, length) + filler || " ";
  return piece.repeat(size / 2 / piece.length) + end.repeat(size / 2 / Math.max(1, end.length));
}
