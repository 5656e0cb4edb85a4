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
    const expected = said && `this machine's clock is ${said} the server's, ` +
        "more than the token's lifetime: set the clock";
    assertEquals(warning(ahead, lifetime), expected);
  });
});

Deno.test("clockWarning(): invalid date: no warning", () => {
  for (const value of ["", "yesterday", "-5", "2020-01-01"]) {
    assertEquals(warning(86_400, 60, value), undefined);
  }
  assertEquals(clockWarning(new Headers(), 60, 0), undefined);
});

Deno.test("readHttpDate(): IMF-fixdate: read", () => {
  assertEquals(readHttpDate("Fri, 09 Jan 2026 02:02:12 GMT"), Date.UTC(2026, 0, 9, 2, 2, 12));
});

Deno.test("readHttpDate(): anything else: undefined", () => {
  const others = ["", "-5", "1.5", "2026-01-09T02:02:12Z", "Fri, 09 Jan 2026 02:02:12 PST"];
  for (
    const other of [...others, "Fri, 39 Jan 2026 02:02:12 GMT", "Fri, 09 Jan 2026 25:02:12 GMT"]
  ) {
    assertEquals(readHttpDate(other), undefined, other);
  }
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
