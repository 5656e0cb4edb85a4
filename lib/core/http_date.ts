/**
 * Dates in HTTP (RFC 9110 §5.6.7).
 *
 * @module
 */

/**
 * A date in the one form that RFC 9110 has for new messages, in milliseconds since 1970;
 * `undefined` if it is not one. `Date.parse` alone would take `-5` for a date, and the 31st of
 * February for the 3rd of March; but it does not write those back as they were.
 */
export function readHttpDate(value: string): number | undefined {
  const milliseconds = Date.parse(value);
  const isDate = !Number.isNaN(milliseconds) && new Date(milliseconds).toUTCString() === value;
  return isDate ? milliseconds : undefined;
}
