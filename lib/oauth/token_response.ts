/**
 * Read a token response (RFC 6749 §5.1) without trusting anything in it, and warn of what is odd.
 *
 * @module
 */

import { utcTime } from "../core/clock.ts";
import { bytesOfBase64 } from "../core/encodings.ts";
import { GettokenError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Provider, ResponseQuirks, Settings, TokenWarning } from "../contract/provider.ts";
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
  /** When the reply with a cached token came, in milliseconds since 1970. */
  readonly issuedAt?: number;
  /** The granted scope; the requested one if the server does not say otherwise. */
  readonly scope: string | undefined;
  /** Further members that the provider declares as public. */
  readonly publicMembers: Readonly<Record<string, string | number | boolean | null>>;
  /** The whole reply as printable JSON, if the run prints that. */
  readonly reply?: string;
  /** What the token is bound to, if that is known. */
  readonly binding?: Binding;
}

/** The key without which nobody can use a token (RFC 7800). */
export interface Binding {
  readonly kind: "dpop_key" | "certificate" | "other";
  /** Printable: `a DPoP key with the thumbprint 0ZcO…`. */
  readonly to: string;
  /** Whether the token or its type says so. Otherwise a certificate was presented for it. */
  readonly isStated: boolean;
}

/** Longer strings are cut to this, in characters. */
const maxLength = 10_000;

/** Longer lifetimes are cut to this, in seconds, so that time arithmetic works. */
const maxLifetime = 2 ** 31 - 1;

/** What reading a response needs besides the response. */
export interface ResponseReading {
  /** The HTTP status of the reply. */
  readonly status: number;
  /** Redacts secrets in a string that will be shown. */
  readonly clean: (text: string) => string;
  /** Called with a warning for each odd member. */
  readonly warn: (text: string) => void;
}

/**
 * The token in a response. A usable token is not refused because of other members, except for a
 * type that says to use it in another way.
 *
 * @throws {GettokenError} `reply_unusable`
 */
export function readTokenResponse(
  response: JsonObject,
  provider: Provider,
  settings: Settings,
  reading: ResponseReading,
): Token {
  const { response: quirks = {} } = provider;
  const { clean, warn } = reading;
  const token = {
    accessToken: readAccessToken(response.access_token, reading),
    tokenType: readTokenType(response.token_type, provider, settings, reading),
    expiresIn: readLifetime(response.expires_in, quirks, reading),
    scope: readScope(response.scope, reading) ?? settings.scope,
    publicMembers: Object.fromEntries(
      (quirks.publicMembers ?? []).map((name) => [name, shown(response[name], clean)]),
    ),
  };
  if (isFilled(response.error)) {
    warn(`the reply has a token and an error, ${quoted(response.error, clean)}`);
  }
  return token;
}

/** Whether a successful reply has something for a token: a refusal may have an empty one. */
export function hasToken({ access_token: token }: JsonObject): boolean {
  return isFilled(token);
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" ? value.trim() !== "" : Boolean(value);
}

function shown(value: unknown, clean: (text: string) => string): string | number | boolean | null {
  if (typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" ? clean(printable(value, maxLength)) : null;
}

/** A value in a message: `"never"`, `-1`, `null`, `a list`. */
function quoted(value: unknown, clean: (text: string) => string): string {
  if (typeof value === "string") return `"${printable(clean(value), 40)}"`;
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}

function responseError(
  problem: string,
  { status }: ResponseReading,
  hint = "The operator of the token endpoint must correct this.",
): GettokenError {
  const message = `The token response cannot be used: ${problem}`;
  return new GettokenError("reply_unusable", message, { hint, httpStatus: status });
}

function readAccessToken(value: unknown, reading: ResponseReading): Secret {
  if (typeof value !== "string") {
    const found = typeof value === "object" ? quoted(value, reading.clean) : `a ${typeof value}`;
    throw responseError(`access_token is ${found}, not a string`, reading);
  }
  const token = value.trim();
  // RFC 6749 appendix A.12 without the space: no access token has one, and a header must not.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    const problem = "access_token contains a character that no token has, such as a space";
    throw responseError(problem, reading);
  }
  if (token !== value) reading.warn("access_token has white space around it; it was removed");
  return new Secret(token);
}

/** Case does not matter (RFC 6749 §5.1). A token of another type is used in another way (§7.1). */
function readTokenType(
  value: unknown,
  { response = {}, settings: declared }: Provider,
  { tokenType }: Settings,
  reading: ResponseReading,
): Token["tokenType"] {
  const { clean, warn } = reading;
  const type = typeof value === "string" ? value.trim() : "";
  if (type === "") {
    const problem = value === undefined ? "missing" : quoted(value, clean);
    warn(`token_type is ${problem}; the token is taken as a Bearer token`);
    return "Bearer";
  }
  if (type !== value) warn("token_type has white space around it; it was removed");
  const name = type.toLowerCase();
  if (name === "dpop") return "DPoP";
  const bearer = ["Bearer", tokenType ?? [], response.tokenType ?? []].flat();
  if (bearer.some((known) => known.toLowerCase() === name)) return "Bearer";
  const isPlain = /^[\w.:/-]{1,60}$/.test(type) && clean(type) === type;
  const wayOut = Object.hasOwn(declared, "tokenType")
    ? `add --token-type ${isPlain ? type : "with that name"}`
    : "use oidc with --token-type, or a provider module with that name in response.tokenType";
  throw responseError(
    `token_type is ${quoted(type, clean)}, not Bearer`,
    reading,
    `If the API accepts it as a Bearer token, ${wayOut}.`,
  );
}

/** RFC 6749 says number; several servers send the digits as a string, and some other things. */
function readLifetime(
  value: unknown,
  quirks: ResponseQuirks,
  { clean, warn }: ResponseReading,
): number | undefined {
  if (value === undefined || value === null) return quirks.defaultLifetime;
  const isNumber = typeof value === "number" ||
    (typeof value === "string" && /^\d+(\.\d*)?(e\+?\d+)?$/i.test(value.trim()));
  const seconds = isNumber ? Math.floor(Number(value)) : NaN;
  const isLifetime = Number.isFinite(seconds) && seconds >= 0;
  const lifetime = isLifetime ? Math.min(seconds, maxLifetime) : quirks.defaultLifetime;
  if (!isLifetime || (typeof value === "string" && !/^\d+$/.test(value))) {
    const taken = lifetime === undefined ? "unknown" : `taken as ${lifetime} s`;
    const problem = isLifetime ? "" : ", which is no lifetime in seconds";
    warn(`expires_in is ${quoted(value, clean)}${problem}; the lifetime is ${taken}`);
  }
  return lifetime;
}

function readScope(value: unknown, { clean, warn }: ResponseReading): string | undefined {
  if (value === undefined || value === null) return undefined;
  const names = Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
  if (typeof value === "string") return clean(printable(value, maxLength));
  if (names.length === 0) {
    warn(`scope is ${quoted(value, clean)}, not a string; it is ignored`);
    return undefined;
  }
  warn("scope is a list; its items are joined by spaces");
  return clean(printable(names.join(" "), maxLength));
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
  // Some servers separate scopes with commas, which may also be part of one (RFC 6749 §3.3).
  const granted = scope?.split(" ").flatMap((name) => [name, ...name.split(",")]) ?? [];
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
    const bytes = bytesOfBase64(payload);
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
