import { assertEquals } from "@std/assert";
import type { GettokenError } from "../../../lib/core/errors.ts";
import {
  isTemporary,
  readRateLimit,
  readRetryAfter,
  temporaryFailure,
} from "../../../lib/net/retryable_reply.ts";
import { forEachCase } from "../helpers.ts";

const now = Date.parse("2026-01-09T02:02:12Z");

function reply(status: number, headers: HeadersInit = {}) {
  return { status, headers: new Headers(headers), body: "" };
}

function failure(status: number, headers?: HeadersInit): GettokenError {
  return temporaryFailure(reply(status, headers), "Not now", now, { hint: "Wait" });
}

Deno.test("isTemporary() is true for 408, 429 and 5xx, except those that say never", () => {
  const all = Array.from({ length: 900 }, (_, index) => index + 100);
  assertEquals(all.filter((status) => status < 500 && isTemporary(reply(status))), [408, 429]);
  assertEquals(all.filter((status) => status >= 500 && !isTemporary(reply(status))), [
    ...[501, 505, 511],
    ...all.filter((status) => status >= 600),
  ]);
});

Deno.test("temporaryFailure(), Retry-After: in the message and in the retry", () => {
  assertEquals(failure(503).message, "Not now (HTTP 503)");
  assertEquals(
    failure(503, { "retry-after": "7" }).message,
    "Not now (HTTP 503); it asks to retry after 7 s",
  );
  const { message, code, retry, retryAfter, hint } = failure(429, {
    "retry-after": "Fri, 09 Jan 2026 02:03:12 GMT",
    "x-ratelimit-reset": "1",
  });
  assertEquals(message, "Not now (HTTP 429); it asks to retry after 60 s");
  assertEquals([code, retry, retryAfter, hint], ["rate_limited", { after: 60 }, 60, "Wait"]);
});

Deno.test("temporaryFailure(), rate limit header: in the message only", () => {
  const { message, retry, retryAfter } = failure(429, { "x-ratelimit-reset": "1767924192" });
  assertEquals(message, "Not now (HTTP 429); its rate limit resets in 60 s");
  assertEquals([retry, retryAfter], [{ after: undefined }, 60]);
  assertEquals(failure(503, { "x-ratelimit-reset": "1767924192" }).retryAfter, undefined);
});

/** Half a second later. */
const later = now + 500;
const inOneMinute = "1767924192";

Deno.test("readRateLimit() returns the seconds until the reset", async () => {
  const client = "auth0-client-quota-limit";
  const organization = "auth0-organization-quota-limit";
  const cases: Readonly<
    Record<string, readonly [Readonly<Record<string, string>>, number | undefined]>
  > = {
    "nothing": [{}, undefined],
    "Auth0": [{ "x-ratelimit-reset": inOneMinute }, 60],
    "Okta": [{ "x-rate-limit-reset": inOneMinute }, 60],
    "OneLogin": [{ "x-ratelimit-reset": "832" }, 832],
    "a draft, as Kong": [{ "ratelimit-reset": "30" }, 30],
    "a draft of quotas": [{ ratelimit: '"default";r=0;t=50' }, 50],
    "a draft of quotas that are not used up": [{ ratelimit: '"default";r=7;t=50' }, undefined],
    "an older draft": [{ ratelimit: "limit=10, remaining=0, reset=50" }, 50],
    "milliseconds": [{ "x-ratelimit-reset": `${inOneMinute}000` }, 60],
    "a fraction": [{ "x-ratelimit-reset": "7.25" }, 8],
    "a time that is past": [{ "x-ratelimit-reset": "1767924132" }, 0],
    "a date": [{ "x-ratelimit-reset": "Fri, 09 Jan 2026 02:03:12 GMT" }, undefined],
    "no number": [{ "x-ratelimit-reset": "-5", "x-rate-limit-reset": "" }, undefined],
    "a number without end": [{ "x-ratelimit-reset": "9".repeat(400) }, undefined],
    "a quota": [{ [client]: "b=per_hour;q=10;r=0;t=3540" }, 3540],
    "a quota that is not used up": [{ [client]: "b=per_hour;q=10;r=7;t=3540" }, undefined],
    "the one of two that is used up": [
      { [client]: "b=per_hour;q=10;r=7;t=3540,b=per_day;q=50;r=0;t=43200" },
      43_200,
    ],
    "two that are used up": [
      { [client]: "b=per_hour;q=10;r=0;t=3540, b=per_day;q=50;r=0;t=43200" },
      43_200,
    ],
    "the organization's": [{ [organization]: "b=per_hour;q=1;r=0;t=9" }, 9],
    "a quota before a reset": [
      { [client]: "b=per_hour;q=1;r=0;t=9", "x-ratelimit-reset": inOneMinute },
      9,
    ],
    "a quota of another form": [{ [client]: "r=0,t=5;;b" }, undefined],
  };
  await forEachCase(cases, ([headers, seconds]) => {
    assertEquals(readRateLimit(new Headers(headers), later), seconds);
  });
});

Deno.test("readRetryAfter() reads seconds and HTTP dates only", async () => {
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
    "Friday, 09-Jan-26 02:03:12 GMT": 60,
    "Fri Jan  9 02:03:12 2026": 60,
    "2026-01-09T02:03:12Z": undefined,
    "Fri, 09 Jan 2026 02:03:12 GMT, 60": undefined,
  };
  await forEachCase(cases, (seconds, value) => assertEquals(readRetryAfter(value, later), seconds));
});

Deno.test("readRetryAfter(), no header: undefined", () => {
  assertEquals(readRetryAfter(null, later), undefined);
});
