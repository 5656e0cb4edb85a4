import { assertEquals } from "@std/assert";
import { expiryOf } from "../../../lib/oauth/expiry.ts";
import { sampleToken } from "../helpers.ts";

const now = Date.parse("2026-01-09T02:02:12.987Z");

Deno.test("expiryOf() tells the end in whole seconds of UTC", () => {
  assertEquals(expiryOf({ ...sampleToken, expiresIn: 3600 }, now), "2026-01-09T03:02:12Z");
  assertEquals(expiryOf({ ...sampleToken, expiresIn: 0 }, now), "2026-01-09T02:02:12Z");
});

Deno.test("expiryOf() counts from when the token was received, if that is known", () => {
  const received = { ...sampleToken, expiresIn: 60, receivedAt: now - 1000 };
  assertEquals(expiryOf(received, now), "2026-01-09T02:03:11Z");
});

Deno.test("expiryOf() tells the end of the longest lifetime", () => {
  assertEquals(expiryOf({ ...sampleToken, expiresIn: 2 ** 31 - 1 }, now), "2094-01-27T05:16:19Z");
});

Deno.test("expiryOf() makes up no end for a token whose lifetime is not known", () => {
  assertEquals(expiryOf({ ...sampleToken, expiresIn: undefined }, now), undefined);
});
