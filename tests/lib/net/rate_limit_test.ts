import { assertEquals } from "@std/assert";
import { readRateLimit } from "../../../lib/net/rate_limit.ts";
import { forEachCase } from "../helpers.ts";

const now = Date.parse("2026-01-09T02:02:12.500Z");
const inOneMinute = "1767924192";

Deno.test("readRateLimit() says when a limit is lifted", async () => {
  const client = "auth0-client-quota-limit";
  const organization = "auth0-organization-quota-limit";
  const cases: Readonly<
    Record<string, readonly [Readonly<Record<string, string>>, number | undefined]>
  > = {
    "nothing": [{}, undefined],
    "Auth0": [{ "x-ratelimit-reset": inOneMinute }, 60],
    "Okta": [{ "x-rate-limit-reset": inOneMinute }, 60],
    "OneLogin": [{ "x-ratelimit-reset": "832" }, 832],
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
    assertEquals(readRateLimit(new Headers(headers), now), seconds);
  });
});
