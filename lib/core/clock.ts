/**
 * Times: compare this machine's clock with a server's, read an HTTP date, print a duration.
 *
 * @module
 */

/** How far apart clocks may be if nothing is known about the token, in seconds. */
const usualTolerance = 300;

/** `Date` has whole seconds, and the reply has been on its way. */
const leastTolerance = 10;

/**
 * What to say if the clocks are so far apart that the token would look expired here, or as if it
 * were from the future; nothing if they are not, or the server does not tell its time.
 *
 * @param lifetime That of the token, in seconds.
 * @param now Milliseconds since 1970.
 */
export function clockWarning(
  headers: Headers,
  lifetime: number | undefined,
  now: number,
): string | undefined {
  const date = readHttpDate(headers.get("date") ?? "");
  if (date === undefined) return undefined;
  const ahead = Math.round((now - date) / 1000);
  if (Math.abs(ahead) <= Math.max(lifetime ?? usualTolerance, leastTolerance)) return undefined;
  const direction = ahead > 0 ? "ahead of" : "behind";
  return `this machine's clock is ${inWords(Math.abs(ahead))} ${direction} the server's, ` +
    "which is more than the token's lifetime: set it right";
}

/** A time as people say it: `90 s`, `5 min`. */
export function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}

/** A time relative to now: `in 58 min`, `12 s ago`. Both in milliseconds since 1970. */
export function fromNow(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  if (seconds === 0) return "now";
  return seconds > 0 ? `in ${inWords(seconds)}` : `${inWords(-seconds)} ago`;
}

/** RFC 3339 in UTC, in whole seconds: `2026-01-09T02:02:12Z`. Takes milliseconds since 1970. */
export function utcTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

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
