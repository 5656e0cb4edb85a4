/**
 * Reads a token response (RFC 6749 §5.1) and trusts nothing in it.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { ResponseQuirks } from "./provider.ts";
import { Secret } from "./secret.ts";
import { printable } from "./text.ts";

/** A token and what the server said about it. */
export interface Token {
  readonly accessToken: Secret;
  /** As RFC 6750 spells it: `Bearer`. */
  readonly tokenType: string;
  /** The lifetime in seconds, counted from the reply, if it is known. */
  readonly expiresIn: number | undefined;
  /** The scope that was granted; the one asked for if the server does not say otherwise. */
  readonly scope: string | undefined;
  /** Further members that the provider declares fit to be shown. */
  readonly publicMembers: Readonly<Record<string, unknown>>;
}

/** A longer lifetime is cut to this: no clock arithmetic breaks on it. */
const maxLifetime = 2 ** 31 - 1;

/**
 * The token in a response.
 *
 * @param requestedScope What was asked for.
 * @throws {GettokenError} `reply_unusable`
 */
export function readTokenResponse(
  response: JsonObject,
  requestedScope: string | undefined,
  quirks: ResponseQuirks = {},
): Token {
  return {
    accessToken: readAccessToken(response.access_token),
    tokenType: readTokenType(response.token_type),
    expiresIn: readLifetime(response.expires_in) ?? quirks.defaultLifetime,
    scope: readScope(response.scope) ?? requestedScope,
    publicMembers: Object.fromEntries(
      (quirks.publicMembers ?? []).map((name) => [name, response[name] ?? null]),
    ),
  };
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

function readTokenType(value: unknown): string {
  if (typeof value === "string" && value.toLowerCase() === "bearer") {
    return "Bearer";
  }
  const type = typeof value === "string" ? `"${printable(value, 40)}"` : "missing";
  throw unusable(
    `token_type is ${type}, not Bearer`,
    type === '"DPoP"' ? "A token bound to a key is of no use without that key." : undefined,
  );
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

function readScope(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw unusable("scope is not a text");
  return printable(value, 10_000);
}

/** The parts of the requested scope that were not granted. */
export function missingScope(requested: string | undefined, granted: string | undefined): string[] {
  const has = new Set(granted?.split(" "));
  return (requested?.split(" ") ?? []).filter((name) => !has.has(name));
}
