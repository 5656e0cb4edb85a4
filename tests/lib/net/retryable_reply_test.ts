import { assertEquals } from "@std/assert";
import type { GettokenError } from "../../../lib/core/errors.ts";
import { isTemporary, temporaryFailure } from "../../../lib/net/retryable_reply.ts";

const now = Date.parse("2026-01-09T02:02:12Z");

function reply(status: number, headers: HeadersInit = {}) {
  return { status, headers: new Headers(headers), body: "" };
}

function failure(status: number, headers?: HeadersInit): GettokenError {
  return temporaryFailure(reply(status, headers), "Not now", now, { hint: "Wait" });
}

Deno.test("isTemporary() knows the statuses that pass", () => {
  const all = Array.from({ length: 600 }, (_, index) => index + 100);
  assertEquals(
    all.filter((status) => isTemporary(reply(status))),
    [408, 429, 500, 502, 503, 504],
  );
});

Deno.test("temporaryFailure() says when the server has an answer, if the server says so", () => {
  assertEquals(failure(503).message, "Not now (HTTP 503)");
  assertEquals(
    failure(503, { "retry-after": "7" }).message,
    "Not now (HTTP 503); it asks to wait 7 s",
  );
  const { message, code, retry, retryAfter, hint } = failure(429, {
    "retry-after": "Fri, 09 Jan 2026 02:03:12 GMT",
    "x-ratelimit-reset": "1",
  });
  assertEquals(message, "Not now (HTTP 429); it asks to wait 60 s");
  assertEquals([code, retry, retryAfter, hint], ["rate_limited", { after: 60 }, 60, "Wait"]);
});

Deno.test("temporaryFailure() waits for no limit that it only tells", () => {
  const { message, retry, retryAfter } = failure(429, { "x-ratelimit-reset": "1767924192" });
  assertEquals(message, "Not now (HTTP 429); its limit is lifted in 60 s");
  assertEquals([retry, retryAfter], [{ after: undefined }, 60]);
  assertEquals(failure(503, { "x-ratelimit-reset": "1767924192" }).retryAfter, undefined);
});
