import { assertEquals } from "@std/assert";
import { clockWarning, fromNow, isoDate, readHttpDate, utcTime } from "../../../lib/core/clock.ts";
import { forEachCase } from "../helpers.ts";

const serverTime = Date.parse("2026-01-09T02:02:12Z");
const date = "Fri, 09 Jan 2026 02:02:12 GMT";

/** What is said if this machine's clock is so many seconds ahead. */
function warning(ahead: number, lifetime: number | undefined, value = date): string | undefined {
  return clockWarning(new Headers({ date: value }), lifetime, serverTime + ahead * 1000);
}

Deno.test("clockWarning(): a difference of more than the token's lifetime: warning", async () => {
  const cases: Readonly<Record<string, readonly [number, number | undefined, string | undefined]>> =
    {
      "no difference": [0, 3600, undefined],
      "a small one": [300, 3600, undefined],
      "as much as the lifetime": [3600, 3600, undefined],
      "more, ahead": [3601, 3600, "60 min ahead of"],
      "more, behind": [-3601, 3600, "60 min behind"],
      "a day": [86_400, 3600, "24 h ahead of"],
      "a week": [-604_800, 3600, "7 days behind"],
      "a day for a token that lives longer": [86_400, 100_000, undefined],
      "an unknown lifetime": [300, undefined, undefined],
      "more than usual then": [301, undefined, "5 min ahead of"],
      "a token that has expired already": [10, 0, undefined],
      "seconds": [11, 0, "11 s ahead of"],
    };
  await forEachCase(cases, ([ahead, lifetime, said]) => {
    const more = lifetime === undefined ? "" : ", more than the token's lifetime";
    const expected = said && `this machine's clock is ${said} the server's${more}: set the clock`;
    assertEquals(warning(ahead, lifetime), expected);
  });
});

Deno.test("clockWarning(): invalid date: no warning", () => {
  for (const value of ["", "yesterday", "-5", "2020-01-01"]) {
    assertEquals(warning(86_400, 60, value), undefined);
  }
  assertEquals(clockWarning(new Headers(), 60, 0), undefined);
});

Deno.test("readHttpDate(): each form of RFC 9110: read", () => {
  const forms = [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
  ];
  for (const form of forms) {
    assertEquals(readHttpDate(form, serverTime), Date.UTC(1994, 10, 6, 8, 49, 37), form);
  }
  assertEquals(readHttpDate("Fri Jan 16 02:02:12 2026", 0), Date.UTC(2026, 0, 16, 2, 2, 12));
});

Deno.test("readHttpDate(): year of two digits: not more than 50 years ahead", async () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    "Friday, 09-Jan-26 02:02:12 GMT": 2026,
    "Friday, 31-Dec-99 23:59:59 GMT": 1999,
    "Saturday, 01-Jan-00 00:00:00 GMT": 2000,
    "Wednesday, 31-Dec-75 23:59:59 GMT": undefined,
    "Tuesday, 31-Dec-75 23:59:59 GMT": 2075,
    "Thursday, 09-Jan-76 02:02:12 GMT": 2076,
    "Friday, 09-Jan-76 02:02:12 GMT": undefined,
    // 2076 would be more than 50 years ahead, and in 1976 it was another day of the week.
    "Thursday, 09-Jan-76 02:02:13 GMT": undefined,
    "Friday, 09-Jan-76 02:02:13 GMT": 1976,
  };
  await forEachCase(cases, (year, form) => {
    const date = readHttpDate(form, serverTime);
    assertEquals(date === undefined ? undefined : new Date(date).getUTCFullYear(), year);
  });
});

Deno.test("readHttpDate(): anything else: undefined", () => {
  const others = [
    ...["", "-5", "1.5", "2026-01-09T02:02:12Z", "Fri, 09 Jan 2026 02:02:12 PST"],
    ...["Fri, 39 Jan 2026 02:02:12 GMT", "Fri, 09 Jan 2026 25:02:12 GMT"],
    ...["Fri, 09-Jan-26 02:02:12 GMT", "Friday, 09-Jan-2026 02:02:12 GMT"],
    ...[
      "Friday, 09-Jan-26 02:02:12",
      "friday, 09-jan-26 02:02:12 GMT",
      "Friday, 31-Feb-26 02:02:12 GMT",
    ],
    ...["Fri Jan 9 02:02:12 2026", "Fri Jan  9 02:02:12 2026 GMT", "Sat Jan  9 02:02:12 2026"],
    ...["Fri Jan 09 02:02:12 26", "Fri, Jan  9 02:02:12 2026", "Fri Jan  9 02:02:60 2026"],
  ];
  for (const other of others) assertEquals(readHttpDate(other, serverTime), undefined, other);
});

Deno.test("utcTime(): RFC 3339 in whole seconds", () => {
  assertEquals(utcTime(serverTime + 999), "2026-01-09T02:02:12Z");
  assertEquals(utcTime(8.64e15), "+275760-09-13T00:00:00Z");
});

Deno.test("fromNow(): relative time in words", () => {
  const words = [0, 400, 12_000, -12_000, 58 * 60_000, -3 * 3_600_000, 5 * 86_400_000]
    .map((distance) => fromNow(serverTime + distance, serverTime));
  assertEquals(words, ["now", "now", "in 12 s", "12 s ago", "in 58 min", "3 h ago", "in 5 days"]);
});

Deno.test("isoDate(): the day in UTC", () => {
  assertEquals(isoDate(serverTime), "2026-01-09");
});
