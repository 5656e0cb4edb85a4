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

/** Strings in one of the two forms, or nearly. */
const nearly = fc.oneof(
  fc.nat().map(String),
  fc.stringMatching(/^[ +-]?[0-9]{0,8}([.,eE][0-9]{0,2})?[ s]?$/),
  times.map((time) => time.toUTCString()),
  times.map((time) => time.toISOString()),
  times.map(String),
  fc.record({ time: times, at: fc.nat(28), character: fc.constantFrom(..."09 ,:aMJ+-") })
    .map(({ time, at, character }) => replaceAt(time.toUTCString(), at, character)),
  anyText,
);

/** Whether a string is an IMF-fixdate: `toUTCString()` writes this form only. */
function isImfFixdate(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toUTCString() === text;
}

function replaceAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1);
}

property(
  "readRetryAfter(): accepts seconds and dates, and nothing else",
  fc.record({ value: nearly, now: times }),
  ({ value, now }) => {
    const seconds = readRetryAfter(value, now.getTime());
    if (/^[0-9]{1,6}$/.test(value)) return assertEquals(seconds, Number(value));
    assertEquals(seconds !== undefined, isImfFixdate(value));
  },
  {
    runs: 2000,
    examples: [
      { value: "Tue, 31 Feb 2026 02:02:12 GMT", now: new Date(0) },
      { value: "Mon, 09 Jan 2026 02:02:12 GMT", now: new Date(0) },
      { value: "Fri, 09 Jan 0026 02:02:12 GMT", now: new Date(0) },
      { value: "Fri, 09 Jan 2026 24:00:00 GMT", now: new Date(0) },
    ],
  },
);

property(
  "readRetryAfter(): returns a whole number of seconds, at least 0",
  fc.record({ value: nearly, now: times }),
  ({ value, now }) => {
    const seconds = readRetryAfter(value, now.getTime());
    assert(seconds === undefined || (Number.isInteger(seconds) && seconds >= 0), `${seconds}`);
  },
  { runs: 1000 },
);

property(
  "readRetryAfter() with a date: seconds until then, rounded up",
  fc.record({ time: times, now: times }),
  ({ time, now }) => {
    const seconds = readRetryAfter(time.toUTCString(), now.getTime()) ?? -1;
    const told = Math.floor(time.getTime() / 1000) * 1000;
    const answered = now.getTime() + seconds * 1000;
    assert(answered >= told);
    assert(seconds === 0 || answered < told + 1000);
  },
);
