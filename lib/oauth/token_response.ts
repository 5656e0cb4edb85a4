/**
 * Read a token response (RFC 6749 §5.1) without trusting anything in it, and warn of what is odd.
 *
 * @module
 */

import { utcTime } from "../core/clock.ts";
import { GettokenError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Provider, ResponseQuirks, TokenWarning } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";

/** A token and what the server said about it. */
export interface Token {
  readonly accessToken: Secret;
  /** As RFC 6750 and RFC 9449 spell it. */
  readonly tokenType: "Bearer" | "DPoP";
  /** The lifetime in seconds, counted from the reply, if it is known. */
  readonly expiresIn: number | undefined;
  /** When the lifetime begins, in milliseconds since 1970. Now, if it is missing. */
  readonly receivedAt?: number;
  /** The granted scope; the requested one if the server does not say otherwise. */
  readonly scope: string | undefined;
  /** Further members that the provider declares as public. */
  readonly publicMembers: Readonly<Record<string, string | number | boolean | null>>;
}

/** Longer strings are cut to this, in characters. */
const maxLength = 10_000;

/** Longer lifetimes are cut to this, in seconds, so that time arithmetic works. */
const maxLifetime = 2 ** 31 - 1;

/**
 * The token in a response.
 *
 * @param clean Redacts secrets in a string that will be shown.
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

function shown(value: unknown, clean: (text: string) => string): string | number | boolean | null {
  if (typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" ? clean(printable(value, maxLength)) : null;
}

function responseError(problem: string, hint?: string): GettokenError {
  const message = `The token response cannot be used: ${problem}`;
  return new GettokenError("reply_unusable", message, { hint, httpStatus: 200 });
}

function readAccessToken(value: unknown): Secret {
  if (typeof value !== "string") {
    throw responseError("there is no access_token", "Is this the token endpoint?");
  }
  // RFC 6749 appendix A.12 without the space: no access token has one, and a header must not.
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw responseError("access_token is empty or contains invalid characters");
  }
  return new Secret(value);
}

function readTokenType(value: unknown): Token["tokenType"] {
  const type = typeof value === "string" ? value.toLowerCase() : undefined;
  if (type === "bearer") return "Bearer";
  if (type === "dpop") return "DPoP";
  const shown = typeof value === "string" ? `"${printable(value, 40)}"` : "missing";
  throw responseError(`token_type is ${shown}, not Bearer`);
}

/** RFC 6749 says number; several servers send the digits as a string. */
function readLifetime(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    throw responseError("expires_in is not a number of seconds");
  }
  return Math.min(Math.floor(seconds), maxLifetime);
}

function readScope(value: unknown, clean: (text: string) => string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw responseError("scope is not a string");
  return clean(printable(value, maxLength));
}

/**
 * When a token expires, in RFC 3339: `2026-01-09T02:02:12Z`; `undefined` if that is not known.
 *
 * @param now Milliseconds since 1970.
 */
export function utcExpiry(token: Token, now: number): string | undefined {
  const { expiresIn, receivedAt = now } = token;
  return expiresIn === undefined ? undefined : utcTime(receivedAt + expiresIn * 1000);
}

/** Warnings about a token that can be used, but may not be what the user wants. */
export function tokenWarnings(
  { accessToken, scope, expiresIn }: Token,
  requestedScope: string | undefined,
  { response }: Provider,
): string[] {
  const granted = scope?.split(" ") ?? [];
  const missing = (requestedScope?.split(" ") ?? []).filter((name) => !granted.includes(name));
  const warnings: string[] = [];
  if (missing.length > 0) {
    warnings.push(
      `the granted scope is narrower than the requested one; missing: ${missing.join(" ")}`,
    );
  }
  if (expiresIn === 0) warnings.push("the token has already expired (expires_in is 0)");
  if (response?.warn) {
    const claims = claimsOf(accessToken);
    const fitting = response.warn.filter((warning) => fits(warning, claims));
    warnings.push(...fitting.map(({ text }) => `the token ${text}`));
  }
  return warnings;
}

function fits(warning: TokenWarning, claims: JsonObject | "encrypted" | undefined): boolean {
  if ("opaque" in warning) return claims === undefined;
  return typeof claims === "object" && !Object.hasOwn(claims, warning.withoutClaim);
}

/**
 * The claims of a JWT (RFC 7519), not verified; `undefined` if the token is not a JWT, `"encrypted"`
 * if only its recipient can read it. Written by hand, because a plain run must not load jose.
 */
export function claimsOf(token: Secret): JsonObject | "encrypted" | undefined {
  // RFC 7516 §3.1: an encrypted JWT has five parts.
  if (token.matches(/^eyJ[\w-]*(\.[\w-]*){4}$/)) return "encrypted";
  const [, payload = "", ...others] = token.reveal().split(".");
  if (others.length !== 1) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(payload, { alphabet: "base64url" });
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
