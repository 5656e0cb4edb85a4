/**
 * Retryable replies: 408, 429 and most of 5xx, and when the server says that a retry may succeed
 * (`Retry-After`, RFC 9110 §10.2.3, and the vendors' rate limit headers). Read by hand, since the
 * runtime has no parser for them.
 *
 * @module
 */

import { type FailureDetails, GettokenError } from "../core/errors.ts";
import { readHttpDate } from "../core/clock.ts";
import type { HttpReply } from "./http.ts";

/**
 * Whether the same request may succeed later. An unknown 5xx is as 500 (RFC 9110 §15); 501, 505 and
 * 511 (RFC 6585 §6) say that it will not.
 */
export function isTemporary({ status }: Pick<HttpReply, "status">): boolean {
  if (status >= 500 && status < 600) return ![501, 505, 511].includes(status);
  return status === 408 || status === 429;
}

/**
 * The error for such a reply.
 *
 * @param message What it means. The status and the time to wait are appended.
 * @param now Milliseconds since 1970.
 */
export function temporaryFailure(
  { status, headers }: HttpReply,
  message: string,
  now: number,
  more: FailureDetails,
): GettokenError {
  const after = readRetryAfter(headers.get("retry-after"), now);
  const limit = after ?? (status === 429 ? readRateLimit(headers, now) : undefined);
  const when = after !== undefined
    ? `; it asks to retry after ${after} s`
    : limit !== undefined
    ? `; its rate limit resets in ${limit} s`
    : "";
  return new GettokenError(
    status === 429 ? "rate_limited" : "server_error",
    `${message} (HTTP ${status})${when}`,
    { ...more, httpStatus: status, retry: { after }, retryAfter: limit },
  );
}

/** `Retry-After` in seconds; `undefined` if it is missing or in no form of RFC 9110 §10.2.3. */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  const date = readHttpDate(value, now);
  return date === undefined ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/**
 * The seconds until a rate limit is reset; `undefined` if the server does not say.
 *
 * Auth0 sends quotas (`b=per_hour;q=10;r=0;t=3540`, comma-separated; `t` in seconds). The reset
 * headers are seconds since 1970 with Auth0 and Okta, milliseconds with some others, and seconds from
 * now with OneLogin, Ory and Kong. `RateLimit` is the field of draft-ietf-httpapi-ratelimit-headers: `"default";r=0;t=50`,
 * formerly `limit=10, remaining=0, reset=50`.
 */
export function readRateLimit(headers: Headers, now: number): number | undefined {
  const quotas = ["auth0-client-quota-limit", "auth0-organization-quota-limit", "ratelimit"]
    .flatMap((name) => usedUp(headers.get(name) ?? ""));
  if (quotas.length > 0) return Math.max(...quotas);
  const resets = [
    ...["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"].map((name) =>
      headers.get(name)
    ),
    /(?:^|[;, ])reset=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1],
  ];
  const reset = resets.find((reset) => /^\d{1,13}(\.\d{1,9})?$/.test(reset ?? ""));
  if (reset === undefined) return undefined;
  const seconds = Number(reset) < 1e11 ? Number(reset) : Number(reset) / 1000;
  return Math.max(0, Math.ceil(seconds < 1e9 ? seconds : seconds - now / 1000));
}

/** The seconds until the reset of each exhausted quota. */
function usedUp(quotas: string): number[] {
  return quotas.split(",").flatMap((quota) => {
    const { remaining, seconds } =
      /;r=(?<remaining>\d{1,12});t=(?<seconds>\d{1,9})(;|$)/.exec(quota.trim())?.groups ?? {};
    return Number(remaining) === 0 ? Number(seconds) : [];
  });
}
