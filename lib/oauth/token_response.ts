/**
 * Reads a token response (RFC 6749 §5.1) and trusts nothing in it.
 *
 * @module
 */

import { utcTime } from "../core/clock.ts";
import { GettokenError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { ResponseQuirks } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";

/** A token and what the server said about it. */
export interface Token {
  readonly accessToken: Secret;
  /** As RFC 6750 and RFC 9449 spell it. */
  readonly tokenType: "Bearer" | "DPoP";
  /** The lifetime in seconds, counted from the reply, if it is known. */
  readonly expiresIn: number | undefined;
  /** From when that counts, in milliseconds since 1970: from now, if not given. */
  readonly receivedAt?: number;
  /** The scope that was granted; the one asked for if the server does not say otherwise. */
  readonly scope: string | undefined;
  /** Further members that the provider declares fit to be shown. */
  readonly publicMembers: Readonly<Record<string, string | number | boolean | null>>;
}

/** The most characters of a text that are handed on. */
const maxText = 10_000;

/** A longer lifetime is cut to this: no clock arithmetic breaks on it. */
const maxLifetime = 2 ** 31 - 1;

/**
 * The token in a response.
 *
 * @param requestedScope What was asked for.
 * @param clean Takes secrets out of a text that is going to be shown.
 * @throws {GettokenError} `reply_unusable`
 */
export function readTokenResponse(
  response: JsonObject,
  requestedScope: string | undefined,
  quirks: ResponseQuirks = {},
  clean: (text: string) => string = (text) => text,
): Token {
  const members = quirks.publicMembers ?? [];
  return {
    accessToken: readAccessToken(response.access_token),
    tokenType: readTokenType(response.token_type),
    expiresIn: readLifetime(response.expires_in) ?? quirks.defaultLifetime,
    scope: readScope(response.scope, clean) ?? requestedScope,
    publicMembers: Object.fromEntries(members.map((name) => [name, shown(response[name], clean)])),
  };
}

/** A text, number or boolean as it may be shown; anything else is none. */
function shown(value: unknown, clean: (text: string) => string): string | number | boolean | null {
  if (typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" ? clean(printable(value, maxText)) : null;
}

function unusable(problem: string, hint?: string): GettokenError {
  return new GettokenError(
    "reply_unusable",
    `The token response cannot be used: ${problem}`,
    { hint },
  );
}

function readAccessToken(value: unknown): Secret {
  if (typeof value !== "string") {
    throw unusable("there is no access_token", "Is this the token endpoint?");
  }
  // RFC 6749 appendix A.12 without the space: no access token has one, and a header must not.
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw unusable("access_token is empty or holds characters that no token has");
  }
  return new Secret(value);
}

/** Whether a token of this type is of use is not judged here. */
function readTokenType(value: unknown): Token["tokenType"] {
  const type = typeof value === "string" ? value.toLowerCase() : undefined;
  if (type === "bearer") return "Bearer";
  if (type === "dpop") return "DPoP";
  const shown = typeof value === "string" ? `"${printable(value, 40)}"` : "missing";
  throw unusable(`token_type is ${shown}, not Bearer`);
}

/** RFC 6749 says number; several servers send the digits as a string. */
function readLifetime(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    throw unusable("expires_in is not a number of seconds");
  }
  return Math.min(Math.floor(seconds), maxLifetime);
}

function readScope(value: unknown, clean: (text: string) => string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw unusable("scope is not a text");
  return clean(printable(value, maxText));
}

/** The parts of the requested scope that were not granted. */
export function missingScope(requested: string | undefined, granted: string | undefined): string[] {
  const has = new Set(granted?.split(" "));
  return (requested?.split(" ") ?? []).filter((name) => !has.has(name));
}

/**
 * The end of a token in RFC 3339, in UTC and whole seconds: `2026-01-09T02:02:12Z`; `undefined` if
 * its lifetime is not known.
 *
 * @param now The time, in milliseconds since 1970.
 */
export function utcExpiry(token: Token, now: number): string | undefined {
  const { expiresIn, receivedAt = now } = token;
  if (expiresIn === undefined) return undefined;
  return utcTime(receivedAt + expiresIn * 1000);
}
