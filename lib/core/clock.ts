/**
 * Times: compare this machine's clock with a server's, read an HTTP date, print times and durations.
 * All moments are in milliseconds since 1970.
 *
 * @module
 */

/** The allowed clock difference if the lifetime of the token is unknown, in seconds. */
const defaultTolerance = 300;

/** In seconds. `Date` has whole seconds, and the reply took some time. */
const minTolerance = 10;

/**
 * A warning if the clocks are so far apart that the token would look expired or not yet valid here;
 * `undefined` if they are not, or the server sends no date.
 *
 * @param lifetime Of the token, in seconds.
 */
export function clockWarning(
  headers: Headers,
  lifetime: number | undefined,
  now: number,
): string | undefined {
  const date = readHttpDate(headers.get("date") ?? "");
  if (date === undefined) return undefined;
  const ahead = Math.round((now - date) / 1000);
  if (Math.abs(ahead) <= Math.max(lifetime ?? defaultTolerance, minTolerance)) return undefined;
  const direction = ahead > 0 ? "ahead of" : "behind";
  return `this machine's clock is ${inWords(Math.abs(ahead))} ${direction} the server's, ` +
    "more than the token's lifetime: set the clock";
}

/** The day of a moment, in UTC: `2026-01-09`. */
export function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A duration: `90 s`, `5 min`. */
export function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}

/** A time relative to now: `in 58 min`, `12 s ago`. */
export function fromNow(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  if (seconds === 0) return "now";
  return seconds > 0 ? `in ${inWords(seconds)}` : `${inWords(-seconds)} ago`;
}

/** RFC 3339 in UTC, in whole seconds: `2026-01-09T02:02:12Z`. */
export function utcTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * Reads an HTTP date (RFC 9110 §5.6.7, IMF-fixdate); `undefined` if it is not one. `Date.parse` alone
 * would accept `-5` and 31 February, but does not write those back as they were.
 */
export function readHttpDate(value: string): number | undefined {
  const milliseconds = Date.parse(value);
  const isDate = !Number.isNaN(milliseconds) && new Date(milliseconds).toUTCString() === value;
  return isDate ? milliseconds : undefined;
}
