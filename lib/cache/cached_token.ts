/**
 * A cached token: whether it can still be used, its remaining lifetime, and its JSON. Durations are in
 * seconds, moments in milliseconds since 1970.
 *
 * @module
 */

import { inWords } from "../core/clock.ts";
import { Secret } from "../core/secret.ts";
import { claimsOf, type Token } from "../oauth/token_response.ts";

/** A token and its times. */
export interface CachedToken {
  readonly token: Token;
  readonly receivedAt: number;
  readonly expiresAt: number;
}

/** How long before expiry a token is renewed: a share of its lifetime, within limits in seconds. */
const renewal = { share: 0.2, min: 10, max: 300 } as const;

/** How long a token is cached at most, in seconds. */
const maxAge = 24 * 60 * 60;

/** How far the clock may have been set back, in seconds. */
const clockTolerance = 5;

/** Why a token cannot be used; `undefined` if it is valid for `minTtl` and not due for renewal. */
export function whyUnusable(
  { receivedAt, expiresAt }: Pick<CachedToken, "receivedAt" | "expiresAt">,
  now: number,
  minTtl: number,
): string | undefined {
  const age = (now - receivedAt) / 1000;
  if (age < -clockTolerance) return "it was received in the future: the clock was set back";
  if (age > maxAge) return "it is older than a day";
  const rest = Math.floor((expiresAt - now) / 1000);
  if (rest <= 0) return "it has expired";
  const lifetime = (expiresAt - receivedAt) / 1000;
  const early = Math.max(renewal.min, Math.min(renewal.max, renewal.share * lifetime));
  if (rest < early) return `it expires in ${inWords(rest)}, so it is renewed`;
  return rest < minTtl ? `it expires in ${inWords(rest)}, sooner than --min-ttl allows` : undefined;
}

/** The token with its remaining lifetime. It still expires in the same second. */
export function agedToken({ token, receivedAt, expiresAt }: CachedToken, now: number): Token {
  if (token.expiresIn === undefined) return token;
  const lastSecond = Math.floor(expiresAt / 1000) * 1000;
  const expiresIn = Math.max(0, Math.ceil((lastSecond - now) / 1000));
  return { ...token, expiresIn, receivedAt: now, issuedAt: receivedAt };
}

/** When a token expires: by its lifetime, else by the `exp` claim of a JWT; `undefined` if unknown. */
export function expiresAt(
  { accessToken, expiresIn }: Token,
  receivedAt: number,
): number | undefined {
  if (expiresIn !== undefined) return receivedAt + expiresIn * 1000;
  const claims = claimsOf(accessToken);
  const exp = typeof claims === "object" ? claims.exp : undefined;
  return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
}

/** The cached token as JSON, access token included: only to be encrypted. */
export function serializeToken({ token, ...times }: CachedToken): string {
  return JSON.stringify({ token: { ...token, accessToken: token.accessToken.reveal() }, ...times });
}

/** Parses what {@linkcode serializeToken} returned. It was authenticated, so it is not validated. */
export function parseToken(text: string): CachedToken {
  const { token, ...times } = JSON.parse(text);
  const { accessToken, expiresIn, scope, ...rest } = token;
  return { ...times, token: { ...rest, expiresIn, scope, accessToken: new Secret(accessToken) } };
}
