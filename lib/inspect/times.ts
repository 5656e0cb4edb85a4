/**
 * Times as people read them.
 *
 * @module
 */

import { inWords, utcTime } from "../core/clock.ts";

/** How long until a time, or since then: `in 58 min`, `12 s ago`. Both in milliseconds since 1970. */
export function fromNow(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  if (seconds === 0) return "now";
  return seconds > 0 ? `in ${inWords(seconds)}` : `${inWords(-seconds)} ago`;
}

/**
 * A time on the clocks here, in UTC, and from now.
 *
 * @param offset How far the clocks here are ahead of UTC at that time, in minutes.
 */
export function describeTime(time: number, now: number, offset = offsetAt(time)): string {
  const utc = clockTime(time);
  const relative = fromNow(time, now);
  if (offset === 0) return `${utc} UTC, ${relative}`;
  // A zone may be so far from UTC that a time has left the calendar.
  const here = Number.isNaN(new Date(time + offset * 60_000).getTime()) ? 0 : offset;
  return `${clockTime(time + here * 60_000)} ${zone(here)} = ${utc} UTC, ${relative}`;
}

function offsetAt(time: number): number {
  return -new Date(time).getTimezoneOffset();
}

function clockTime(time: number): string {
  return utcTime(time).replace("T", " ").replace("Z", "");
}

/** `+05:30` */
function zone(offset: number): string {
  const minutes = Math.abs(offset);
  const [hour, minute] = [Math.trunc(minutes / 60), Math.round(minutes % 60)]
    .map((number) => String(number).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hour}:${minute}`;
}
