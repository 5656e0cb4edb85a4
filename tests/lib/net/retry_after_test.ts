import { assertEquals } from "@std/assert";
import { readRetryAfter } from "../../../lib/net/retry_after.ts";
import { forEachCase } from "../helpers.ts";

const now = Date.parse("2026-01-09T02:02:12.500Z");

Deno.test("readRetryAfter() reads seconds and dates, and nothing that only looks like one", async () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    "0": 0,
    "1": 1,
    "60": 60,
    "999999": 999_999,
    "1000000": undefined,
    "-5": undefined,
    "+5": undefined,
    "1.5": undefined,
    "1e9": undefined,
    " 3 ": undefined,
    "0x10": undefined,
    "": undefined,
    "soon": undefined,
    "1, 2": undefined,
    "Fri, 09 Jan 2026 02:03:12 GMT": 60,
    "Fri, 09 Jan 2026 02:02:13 GMT": 1,
    "Fri, 09 Jan 2026 02:02:12 GMT": 0,
    "Thu, 08 Jan 2026 02:02:12 GMT": 0,
    "Sun, 09 Jan 2056 02:02:12 GMT": 946_684_800,
    "Wed, 09 Jan 2056 02:02:12 GMT": undefined,
    "Sat, 31 Feb 2026 02:02:12 GMT": undefined,
    "Fri, 39 Jan 2026 02:03:12 GMT": undefined,
    "Fri, 09 Xyz 2026 02:03:12 GMT": undefined,
    "XFri, 09 Jan 2026 02:03:12 GMT": undefined,
    "Fri, 09 Jan 2026 02:03:12": undefined,
    "Fri, 09 Jan 2026 02:03:12 PST": undefined,
    "Friday, 09-Jan-26 02:03:12 GMT": undefined,
    "2026-01-09T02:03:12Z": undefined,
    "Fri, 09 Jan 2026 02:03:12 GMT, 60": undefined,
  };
  await forEachCase(cases, (seconds, value) => assertEquals(readRetryAfter(value, now), seconds));
});

Deno.test("readRetryAfter() knows nothing when the field is absent", () => {
  assertEquals(readRetryAfter(null, now), undefined);
});
