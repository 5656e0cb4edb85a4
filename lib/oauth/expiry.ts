/**
 * When a token ends.
 *
 * @module
 */

import type { Token } from "./token_response.ts";

/**
 * The end of a token in RFC 3339, in UTC and whole seconds: `2026-01-09T02:02:12Z`; `undefined` if
 * its lifetime is not known.
 *
 * @param now The time, in milliseconds since 1970.
 */
export function expiryOf(token: Token, now: number): string | undefined {
  const { expiresIn, receivedAt = now } = token;
  if (expiresIn === undefined) return undefined;
  return new Date(receivedAt + expiresIn * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
