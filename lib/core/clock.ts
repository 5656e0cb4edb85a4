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
  const text = headers.get("date") ?? "";
  const tolerance = Math.max(lifetime ?? defaultTolerance, minTolerance);
  const aheadOf = (date: number) => Math.round((now - date) / 1000);
  // So it nearly always is. To read a date strictly takes a fraction of a millisecond more.
  if (Math.abs(aheadOf(Date.parse(text))) <= tolerance) return undefined;
  const date = readHttpDate(text, now);
  if (date === undefined) return undefined;
  const ahead = aheadOf(date);
  if (Math.abs(ahead) <= tolerance) return undefined;
  const direction = ahead > 0 ? "ahead of" : "behind";
  const more = lifetime === undefined ? "" : ", more than the token's lifetime";
  return `this machine's clock is ${inWords(Math.abs(ahead))} ${direction} the server's${more}: ` +
    "set the clock";
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
 * Reads an HTTP date in one of its three forms (RFC 9110 §5.6.7); `undefined` if it is not one.
 *
 * @param now Decides the century of the form with two digits for the year.
 */
export function readHttpDate(value: string, now: number): number | undefined {
  return readFixdate(value) ?? readOldDate(value, now);
}

/**
 * Reads an IMF-fixdate. `Date.parse` alone would accept `-5` and 31 February, but does not write
 * those back as they were.
 */
function readFixdate(value: string): number | undefined {
  const milliseconds = Date.parse(value);
  const isDate = !Number.isNaN(milliseconds) && new Date(milliseconds).toUTCString() === value;
  return isDate ? milliseconds : undefined;
}

/** Reads `Sunday, 06-Nov-94 08:49:37 GMT` (RFC 850) and `Sun Nov  6 08:49:37 1994` (asctime). */
function readOldDate(value: string, now: number): number | undefined {
  const asctime = /^(\w{3}) (\w{3}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/.exec(value);
  if (asctime) {
    const [, weekday, month, day = "", time, year] = asctime;
    return readFixdate(`${weekday}, ${day.replace(" ", "0")} ${month} ${year} ${time} GMT`);
  }
  const [, weekday, day, month, digits, time] =
    /^((?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day), (\d\d)-(\w{3})-(\d\d) (\d\d:\d\d:\d\d) GMT$/
      .exec(value) ?? [];
  if (weekday === undefined) return undefined;
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 50);
  const inYear = (year: number) => `${weekday.slice(0, 3)}, ${day} ${month} ${year} ${time} GMT`;
  const year = Math.floor(latest.getUTCFullYear() / 100) * 100 + Number(digits);
  const isTooFar = Date.parse(inYear(year)) > latest.getTime();
  return readFixdate(inYear(isTooFar ? year - 100 : year));
}
