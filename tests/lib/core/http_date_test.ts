import { assertEquals } from "@std/assert";
import { readHttpDate } from "../../../lib/core/http_date.ts";

Deno.test("readHttpDate() reads the one form that new messages have", () => {
  assertEquals(readHttpDate("Fri, 09 Jan 2026 02:02:12 GMT"), Date.UTC(2026, 0, 9, 2, 2, 12));
});

Deno.test("readHttpDate() reads nothing that only looks like a date", () => {
  const others = ["", "-5", "1.5", "2026-01-09T02:02:12Z", "Fri, 09 Jan 2026 02:02:12 PST"];
  for (
    const other of [...others, "Fri, 39 Jan 2026 02:02:12 GMT", "Fri, 09 Jan 2026 25:02:12 GMT"]
  ) {
    assertEquals(readHttpDate(other), undefined, other);
  }
});
