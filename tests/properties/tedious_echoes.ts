/**
 * Texts that are made to keep whoever looks for a secret in them busy.
 *
 * @module
 */

import fc from "fast-check";
import { encode, encoding } from "./encodings.ts";

/** How such a text is made of a secret. */
export interface TediousEcho {
  readonly encoding: string;
  /** How much of the secret is repeated. */
  readonly length: number;
  /** What stands between. */
  readonly filler: string;
  /** What stands at the end, many times. */
  readonly end: string;
}

/** Ways to make one. */
export const tediousEcho: fc.Arbitrary<TediousEcho> = fc.record({
  encoding,
  length: fc.nat(8),
  filler: fc.constantFrom("", "…", " ", "\\", "%", "%25", "&amp;", "\\u00", "&#", "\u200b", "+"),
  end: fc.constantFrom("", " ", "\\", "%25", "&amp;", "…", "a"),
});

/** The text, of about this size. */
export function writeTedious(
  { encoding, length, filler, end }: TediousEcho,
  secret: string,
  size: number,
): string {
  const piece = encode(secret, encoding).slice(0, length) + filler || " ";
  return piece.repeat(size / 2 / piece.length) + end.repeat(size / 2 / Math.max(1, end.length));
}
