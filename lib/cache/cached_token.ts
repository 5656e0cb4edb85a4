/**
 * A token that was kept, and whether it is still good enough. All numbers are in seconds, but for
 * times, which are in milliseconds since 1970.
 *
 * @module
 */

import { inWords } from "../core/clock.ts";
import { Secret } from "../core/secret.ts";
import type { Token } from "../oauth/token_response.ts";
import { claimsOf } from "../oauth/token_warnings.ts";

/** A token, and what has to be known to use it later. */
export interface KeptToken {
  readonly token: Token;
  /** When it was received. */
  readonly receivedAt: number;
  /** When it expires. */
  readonly expiresAt: number;
}

/** What is asked of a token that was kept. */
export interface Demand {
  readonly now: number;
  /** How long it has to be valid at least. */
  readonly minTtl: number;
}

/** A token is renewed so long before it expires: this part of its lifetime, within these bounds. */
const renewal = { part: 0.2, least: 10, most: 300 } as const;

/** No token is kept for longer. */
const longest = 24 * 60 * 60;

/** How far the clock may have been put back meanwhile. */
const clockTolerance = 5;

/** Why a token cannot be used any more; `undefined` if it can. */
export function whyUnusable(
  { receivedAt, expiresAt }: KeptToken,
  { now, minTtl }: Demand,
): string | undefined {
  const age = (now - receivedAt) / 1000;
  if (age < -clockTolerance) return "it is from the future: the clock was put back";
  if (age > longest) return "it is older than a day";
  const rest = Math.floor((expiresAt - now) / 1000);
  if (rest <= 0) return "it has expired";
  const lifetime = (expiresAt - receivedAt) / 1000;
  const early = Math.max(renewal.least, Math.min(renewal.most, renewal.part * lifetime));
  if (rest < early) return `it expires in ${inWords(rest)}, so it is renewed`;
  return rest < minTtl ? `it expires in ${inWords(rest)}, and --min-ttl asks for more` : undefined;
}

/**
 * The same token as it is now. It expires at the second at which it did when it was received,
 * counted from now in whole seconds.
 */
export function agedToken({ token, expiresAt }: KeptToken, now: number): Token {
  if (token.expiresIn === undefined) return token;
  const lastSecond = Math.floor(expiresAt / 1000) * 1000;
  const expiresIn = Math.max(0, Math.ceil((lastSecond - now) / 1000));
  return { ...token, expiresIn, receivedAt: now };
}

/**
 * When a token expires: as the server or the provider says, else as it says itself if it is a JWT.
 *
 * @param now When it was received.
 */
export function expiryOf(
  { accessToken, expiresIn }: Token,
  now: number,
): number | undefined {
  if (expiresIn !== undefined) return now + expiresIn * 1000;
  const claims = claimsOf(accessToken);
  const exp = typeof claims === "object" ? claims.exp : undefined;
  return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
}

/** A token as JSON. It holds the token itself: to be encrypted, and for nothing else. */
export function writeKeptToken({ token, receivedAt, expiresAt }: KeptToken): string {
  const { accessToken, ...rest } = token;
  return JSON.stringify({
    token: { ...rest, accessToken: accessToken.reveal() },
    receivedAt,
    expiresAt,
  });
}

/** Reads what {@linkcode writeKeptToken} wrote, and nobody else can have written. */
export function readKeptToken(text: string): KeptToken {
  const { token, ...times } = JSON.parse(text);
  const { accessToken, expiresIn, scope, ...rest } = token;
  return { ...times, token: { ...rest, expiresIn, scope, accessToken: new Secret(accessToken) } };
}
