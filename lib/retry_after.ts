/**
 * The `Retry-After` field (RFC 9110 §10.2.3).
 *
 * @module
 */

const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * For how many seconds the server asks to wait; `undefined` if it does not say, or not in one of
 * the two forms that RFC 9110 has for new messages. `Date.parse` alone would take `-5` for a date.
 *
 * @param now Milliseconds since 1970.
 */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  if (!httpDate.test(value)) return undefined;
  const seconds = Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
