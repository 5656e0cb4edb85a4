import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readRetryAfter } from "../../lib/net/retryable_reply.ts";
import { property } from "./run.ts";
import { anyText } from "./texts.ts";

/** Times that IMF-fixdate can express. JavaScript misreads years with fewer than three digits. */
const times = fc.date({
  min: new Date("0100-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
});

/** Times of a clock that reads them. */
const nows = fc.date({
  min: new Date("1900-01-01T00:00:00Z"),
  max: new Date("2200-01-01T00:00:00Z"),
  noInvalidDate: true,
});

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** RFC 9110 §5.6.7: `Sunday, 06-Nov-94 08:49:37 GMT`. */
function inRfc850(time: Date): string {
  const [, day, month, year = "", clock] = time.toUTCString().split(" ");
  return `${days[time.getUTCDay()]}, ${day}-${month}-${year.slice(-2)} ${clock} GMT`;
}

/** RFC 9110 §5.6.7: `Sun Nov  6 08:49:37 1994`. */
function inAsctime(time: Date): string {
  const [weekday = "", , month, year, clock] = time.toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${month} ${`${time.getUTCDate()}`.padStart(2)} ${clock} ${year}`;
}

/** Strings in one of the forms, or nearly. */
const nearly = fc.oneof(
  fc.nat().map(String),
  fc.stringMatching(/^[ +-]?[0-9]{0,8}([.,eE][0-9]{0,2})?[ s]?$/),
  times.map((time) => time.toUTCString()),
  times.map(inRfc850),
  times.map(inAsctime),
  times.map((time) => time.toISOString()),
  times.map(String),
  fc.record({ time: times, at: fc.nat(28), character: fc.constantFrom(..."09 ,:aMJ+-") })
    .map(({ time, at, character }) => replaceAt(time.toUTCString(), at, character)),
  anyText,
);

/** The moment of a string that some time, given by its parts, is written as; or `undefined`. */
function momentOf(text: string, now: number): number | undefined {
  const year = new Date(now).getUTCFullYear();
  const [, digits] = /^\w+, \d\d-\w+-(\d\d) /.exec(text) ?? [];
  const guesses = digits === undefined
    ? [Date.parse(text), Date.parse(`${text} GMT`)]
    : Array.from({ length: 101 }, (_, index) => `${year + 50 - index}`)
      .filter((year) => year.endsWith(digits))
      .map((year) => Date.parse(text.replace(/-(\d\d) /, ` ${year} `).replace("-", " ")));
  const limit = new Date(now).setUTCFullYear(year + 50);
  return guesses.filter((time) => !Number.isNaN(time)).map((time) => new Date(time)).find((time) =>
    [time.toUTCString(), inAsctime(time)].includes(text) ||
    (inRfc850(time) === text && time.getTime() <= limit)
  )?.getTime();
}

function replaceAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1);
}

property(
  "readRetryAfter(): accepts seconds and dates, and nothing else",
  fc.record({ value: nearly, now: nows }),
  ({ value, now }) => {
    const seconds = readRetryAfter(value, now.getTime());
    if (/^[0-9]{1,6}$/.test(value)) return assertEquals(seconds, Number(value));
    const moment = momentOf(value, now.getTime());
    const wait = moment === undefined
      ? undefined
      : Math.max(0, Math.ceil((moment - now.getTime()) / 1000));
    assertEquals(seconds, wait);
  },
  {
    runs: 2000,
    examples: [
      { value: "Tue, 31 Feb 2026 02:02:12 GMT", now: new Date(0) },
      { value: "Mon, 09 Jan 2026 02:02:12 GMT", now: new Date(0) },
      { value: "Fri, 09 Jan 0026 02:02:12 GMT", now: new Date(0) },
      { value: "Fri, 09 Jan 2026 24:00:00 GMT", now: new Date(0) },
      { value: "Sunday, 06-Nov-94 08:49:37 GMT", now: new Date("2026-01-09") },
      { value: "Sun Nov  6 08:49:37 1994", now: new Date("2026-01-09") },
    ],
  },
);

property(
  "readRetryAfter(): returns a whole number of seconds, at least 0",
  fc.record({ value: nearly, now: nows }),
  ({ value, now }) => {
    const seconds = readRetryAfter(value, now.getTime());
    assert(seconds === undefined || (Number.isInteger(seconds) && seconds >= 0), `${seconds}`);
  },
  { runs: 1000 },
);

property(
  "readRetryAfter() with a date: seconds until then, rounded up",
  fc.record({ time: times, now: nows }),
  ({ time, now }) => {
    const seconds = readRetryAfter(time.toUTCString(), now.getTime()) ?? -1;
    const told = Math.floor(time.getTime() / 1000) * 1000;
    const answered = now.getTime() + seconds * 1000;
    assert(answered >= told);
    assert(seconds === 0 || answered < told + 1000);
  },
);
