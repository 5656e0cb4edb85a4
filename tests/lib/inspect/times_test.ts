import { assertEquals } from "@std/assert";
import { describeTime, fromNow } from "../../../lib/inspect/times.ts";

const now = Date.UTC(2026, 0, 9, 2, 2, 12);

Deno.test("fromNow() tells how far away a time is, in words", () => {
  const words = [0, 400, 12_000, -12_000, 58 * 60_000, -3 * 3_600_000, 5 * 86_400_000]
    .map((distance) => fromNow(now + distance, now));
  assertEquals(words, ["now", "now", "in 12 s", "12 s ago", "in 58 min", "3 h ago", "in 5 days"]);
});

Deno.test("describeTime() tells a time on the clocks here and in UTC", () => {
  const shown = (offset: number) => describeTime(now, now + 12_000, offset);
  assertEquals(
    shown(60),
    "2026-01-09 03:02:12 +01:00 = 2026-01-09 02:02:12 UTC, 12 s ago",
  );
  assertEquals(
    shown(-150),
    "2026-01-08 23:32:12 -02:30 = 2026-01-09 02:02:12 UTC, 12 s ago",
  );
});

Deno.test("describeTime() tells a time once where the clocks show UTC", () => {
  assertEquals(describeTime(now, now, 0), "2026-01-09 02:02:12 UTC, now");
});

Deno.test("describeTime() knows the clocks here", () => {
  const offset = -new Date(now).getTimezoneOffset();
  assertEquals(describeTime(now, now), describeTime(now, now, offset));
});

Deno.test("describeTime() stands the ends of the calendar", () => {
  for (const time of [8.64e15, -8.64e15]) {
    for (const offset of [840, -840]) describeTime(time, now, offset);
  }
});
