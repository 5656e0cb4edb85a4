/**
 * The `Retry-After` field (RFC 9110 §10.2.3).
 *
 * @module
 */

import { readHttpDate } from "../core/http_date.ts";

/**
 * For how many seconds the server asks to wait; `undefined` if it does not say, or not in one of
 * the two forms that RFC 9110 has for new messages.
 *
 * @param now Milliseconds since 1970.
 */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  const date = readHttpDate(value);
  return date === undefined ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
