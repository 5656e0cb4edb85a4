/**
 * Temporary failures: retried within the time limit, and not sooner than the server allows.
 *
 * @module
 */

import { answers, type Fault, type Faults, once, tokenResponse, variants } from "./fault.ts";

const soon = { "retry-after": "0" };

/** Fails this often, then replies. */
function failing(status: number, times: number): Fault {
  return {
    server: answers((place, _request, number) =>
      number <= times ? new Response("busy", { status, headers: soon }) : tokenResponse(place)
    ),
    exit: 0,
    requests: times + 1,
  };
}

/** Always replies with this status. */
function busy(
  status: number,
  headers: HeadersInit | (() => HeadersInit),
  ...says: readonly RegExp[]
): Fault {
  return {
    options: once,
    // A time is computed when the server answers, however long the cases before took.
    server: answers(() =>
      new Response("busy", { status, headers: typeof headers === "function" ? headers() : headers })
    ),
    exit: 6,
    code: status === 429 ? "rate_limited" : "server_error",
    says: [new RegExp(`127\\.0\\.0\\.1:\\d+ .*\\(HTTP ${status}\\)`), ...says],
  };
}

const temporary: Faults = {
  ...variants(
    [408, 429, 500, 502, 503, 504, 507, 520, 599].map((
      status,
    ) => [`${status} once`, failing(status, 1)]),
  ),
  "503 twice": failing(503, 2),
  "503 ten times": { ...failing(503, 10), options: ["--retries", "10"] },
  "503 always": {
    ...busy(503, soon, /Gave up after 3 attempts/),
    ...{ options: [], requests: 3 },
  },
  "429 always": {
    ...busy(429, soon, /Gave up after 3 attempts/, /it asks to retry after 0 s/),
    ...{ options: [], requests: 3 },
  },
  "520 always": {
    ...busy(520, soon, /Gave up after 3 attempts/),
    ...{ options: [], requests: 3 },
  },
  "503 always, and one more try": {
    ...busy(503, soon, /Gave up after 2 attempts/),
    ...{ options: ["--retries", "1"], requests: 2 },
  },
  "503 once without a time": {
    server: answers((place, _request, number) =>
      number === 1 ? new Response("busy", { status: 503 }) : tokenResponse(place)
    ),
    ...{ exit: 0, requests: 2, seconds: 1 },
  },
  "500 with an error": {
    ...busy(500, {}, /It said: server_error: Out of order/),
    server: answers(() =>
      Response.json({ error: "server_error", error_description: "Out of order" }, { status: 500 })
    ),
  },
  "a temporary error with 400": {
    ...{ options: once, exit: 6, code: "server_error", says: [/temporarily_unavailable/] },
    server: answers(() => Response.json({ error: "temporarily_unavailable" }, { status: 400 })),
  },
  "503, then a refusal": {
    server: answers((_place, _request, number) =>
      number === 1
        ? new Response("busy", { status: 503, headers: soon })
        : Response.json({ error: "invalid_client" }, { status: 401 })
    ),
    ...{ exit: 4, code: "refused", requests: 2, says: [/invalid_client/] },
  },
  "503, then a redirect": {
    server: answers(({ thief }, _request, number) =>
      number === 1
        ? new Response("busy", { status: 503, headers: soon })
        : new Response(null, { status: 307, headers: { location: thief } })
    ),
    ...{ exit: 7, code: "redirected", requests: 2 },
  },
};

/** A Retry-After beyond the time limit: no retry. */
function tooLong(status: number, retryAfter: string | (() => string), says: RegExp): Fault {
  const headers = () => ({
    "retry-after": typeof retryAfter === "function" ? retryAfter() : retryAfter,
  });
  return { ...busy(status, headers, says), options: [] };
}

/** Invalid values of Retry-After, although `Date.parse` accepts some. */
function meaningless(retryAfter: string): Fault {
  const saysNothing = /^(?![^]*wait)/;
  return busy(503, { "retry-after": retryAfter }, saysNothing);
}

const date = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

const waits: Faults = {
  "a wait of 60 s": tooLong(429, "60", /it asks to retry after 60 s/),
  "a wait of 999,999 s": tooLong(503, "999999", /it asks to retry after 999999 s/),
  "a wait until a date": tooLong(503, () => date(3600), /it asks to retry after 3\d\d\d s/),
  "a wait for 30 years": tooLong(
    429,
    () => date(30 * 365 * 86400),
    /it asks to retry after 9\d{8} s/,
  ),
  "a wait until a date that has passed": {
    ...failing(503, 1),
    server: answers((place, _request, number) =>
      number === 1
        ? new Response("busy", { status: 503, headers: { "retry-after": date(-86400) } })
        : tokenResponse(place)
    ),
  },
  "a wait until a date in an old form": tooLong(
    503,
    () => date(3600).replace(/^(...), (\d\d) (...) (\d{4}) (\S+) GMT$/, "$1 $3 $2 $5 $4"),
    /it asks to retry after 3\d\d\d s/,
  ),
  "a wait that only just fits": {
    ...failing(503, 1),
    server: answers((place, _request, number) =>
      number === 1
        ? new Response("busy", { status: 503, headers: { "retry-after": "1" } })
        : tokenResponse(place)
    ),
    seconds: 1,
  },
  "a wait that does not fit any more": {
    ...busy(503, { "retry-after": "9" }, /it asks to retry after 9 s/),
    options: ["--timeout", "9"],
  },
  ...variants(
    [
      ...["-5", "1.5", "1e9", "0x10", "garbage", "1, 2", "12345678", "+5", "60 seconds"],
      ...["Sun, 06 Nov 1994", "Sun, 06-Nov-94 08:49:37 GMT", "2030-01-01T00:00:00Z"],
      ...["Foo, 99 Bar 2030 08:49:37 GMT", "Sun, 06 Nov 2094 08:49:37 +0000"],
    ].map((value) => [`a wait of "${value}"`, meaningless(value)]),
  ),
  "an empty wait": meaningless(""),
};

/** A time as Unix seconds. */
const inSeconds = (seconds: number) => String(Math.ceil(Date.now() / 1000) + seconds);

/** Other headers with the reset of a rate limit. */
const limits: Faults = {
  "a limit of Auth0": busy(
    429,
    () => ({ "x-ratelimit-reset": inSeconds(900) }),
    /\d s/,
  ),
  "a limit of Okta": busy(
    429,
    () => ({ "x-rate-limit-reset": inSeconds(900) }),
    /\d s/,
  ),
  "a quota of Auth0": busy(429, {
    "auth0-client-quota-limit": "b=per_hour;q=10;r=0;t=3540",
  }, /its rate limit resets in 3540 s/),
  "a limit that is no number": busy(429, { "x-ratelimit-reset": "soon\x85" }, /HTTP 429/),
  "a limit of 400 digits": busy(429, { "x-ratelimit-reset": "9".repeat(400) }, /HTTP 429/),
};

export const retryFaults: Faults = { ...temporary, ...waits, ...limits };
