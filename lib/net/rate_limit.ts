/**
 * What servers say about their limits, besides `Retry-After`.
 *
 * @module
 */

/**
 * In how many seconds a limit that is reached is lifted; `undefined` if the server does not say.
 *
 * Read are `Auth0-Client-Quota-Limit` and `Auth0-Organization-Quota-Limit`
 * (`b=per_hour;q=10;r=0;t=3540`, several with commas; `t` in seconds), `X-RateLimit-Reset` and
 * `X-Rate-Limit-Reset`: the time in seconds since 1970 with Auth0 and Okta, the seconds from now with
 * OneLogin and Ory.
 *
 * @param now Milliseconds since 1970.
 */
export function readRateLimit(headers: Headers, now: number): number | undefined {
  const quotas = ["auth0-client-quota-limit", "auth0-organization-quota-limit"]
    .flatMap((name) => usedUp(headers.get(name) ?? ""));
  if (quotas.length > 0) return Math.max(...quotas);
  for (const name of ["x-ratelimit-reset", "x-rate-limit-reset"]) {
    const reset = headers.get(name) ?? "";
    if (!/^\d{1,12}$/.test(reset)) continue;
    const seconds = Number(reset);
    return seconds < 1e9 ? seconds : Math.max(0, Math.ceil(seconds - now / 1000));
  }
}

/** For each quota of which nothing remains, the seconds until there is a new one. */
function usedUp(quotas: string): number[] {
  return quotas.split(",").flatMap((quota) => {
    const { remaining, seconds } =
      /;r=(?<remaining>\d{1,12});t=(?<seconds>\d{1,9})(;|$)/.exec(quota.trim())?.groups ?? {};
    return Number(remaining) === 0 ? Number(seconds) : [];
  });
}
