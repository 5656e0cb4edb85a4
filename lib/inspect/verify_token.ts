/**
 * Verifies a token: whether its issuer signed it, for whom, and whether it is good now.
 *
 * @module
 */

import type { createLocalJWKSet, CryptoKey, JSONWebKeySet, JWTVerifyOptions } from "jose";
import { GettokenError } from "../core/errors.ts";
import type { Connection } from "../net/http.ts";
import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";
import { keyKindOf } from "../keys/algorithms.ts";
import { printable } from "../core/text.ts";
import type { DecodedToken, ReadableToken } from "./decode_token.ts";
import { findingsIn } from "./claims.ts";
import { fetchIssuerKeys } from "./issuer_keys.ts";
import { hasP521 } from "./p521.ts";
import { utcTime } from "../core/clock.ts";
import { fromNow } from "./times.ts";

/** Against what a token is verified. */
export interface Expected {
  /** The issuer to ask for its keys. */
  readonly issuer: string;
  /** Whom the token has to be for, if that is to be checked. */
  readonly audience?: string | undefined;
}

/** What was found to be so. */
export interface Verified {
  readonly issuer: string;
  /** Where the issuer's keys are. */
  readonly keys: string;
  readonly audience: string | undefined;
}

/**
 * Verifies a token. Only the issuer's metadata and keys are asked for: the token stays here.
 *
 * @throws {GettokenError} `not_verified`; another code if the issuer's keys cannot be had.
 */
export async function verifyToken(
  connection: Connection,
  token: Secret,
  decoded: ReadableToken,
  { issuer, audience }: Expected,
): Promise<Verified> {
  if (decoded.header.alg === "ES512" && !await hasP521()) {
    throw refuse(
      "this build of gettoken cannot verify ES512",
      "Run from source with a newer runtime, it can.",
    );
  }
  const published = await fetchIssuerKeys(connection, issuer, decoded.claims.tid);
  const options: JWTVerifyOptions = {
    algorithms: Object.keys(keyKindOf),
    issuer: published.issuer,
    currentDate: new Date(connection.host.now()),
    ...(audience === undefined ? {} : { audience }),
  };
  try {
    await verifyWith(published.keys, token, decoded.header, options);
  } catch (error) {
    throw explain(error, decoded, { issuer: published.issuer, audience }, connection.host.now());
  }
  return { issuer: published.issuer, keys: published.address, audience };
}

/**
 * The token, if it is of a kind that everyone can verify who has the issuer's public keys.
 *
 * @throws {GettokenError} `not_verified`
 */
export function requireVerifiable(decoded: DecodedToken): ReadableToken {
  if (decoded.kind === "opaque") {
    throw refuse(
      "it is opaque",
      "Only its issuer can tell, where it has an introspection endpoint.",
    );
  }
  if (decoded.kind === "encrypted") {
    throw refuse("it is encrypted", "Only the API that it is for can read and verify it.");
  }
  if (decoded.kind === "unsigned") {
    throw refuse("it has no signature", "Anyone can have written it.");
  }
  const { alg } = decoded.header;
  if (typeof alg === "string" && Object.hasOwn(keyKindOf, alg)) return decoded;
  const name = printable(`${alg}`, 30);
  throw /^HS\d+$/.test(name)
    ? refuse(
      `${name} is a signature with a shared secret`,
      "Whoever can verify it can also forge it, so no issuer publishes that secret.",
    )
    : refuse(`gettoken does not know the algorithm ${name}`);
}

/** Without a key's ID in the header, each key that fits is tried. */
async function verifyWith(
  keys: JSONWebKeySet,
  token: Secret,
  header: JsonObject,
  options: JWTVerifyOptions,
): Promise<void> {
  const { createLocalJWKSet } = await import("jose/jwks/local");
  const { jwtVerify } = await import("jose/jwt/verify");
  let failure: unknown;
  for await (const key of fittingKeys(createLocalJWKSet(keys), header)) {
    try {
      return void await jwtVerify(token.reveal(), key, options);
    } catch (error) {
      if (codeOf(error) !== "ERR_JWS_SIGNATURE_VERIFICATION_FAILED") throw error;
      failure = error;
    }
  }
  throw failure;
}

/** The keys that a header allows. */
async function* fittingKeys(
  keys: ReturnType<typeof createLocalJWKSet>,
  header: JsonObject,
): AsyncGenerator<CryptoKey> {
  try {
    yield await keys({ ...header, alg: `${header.alg}` });
  } catch (error) {
    if (codeOf(error) !== "ERR_JWKS_MULTIPLE_MATCHING_KEYS") throw error;
    yield* error as AsyncIterable<CryptoKey>;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** The failure in our own words: those of the library repeat the token's. */
function explain(
  error: unknown,
  { header, claims }: ReadableToken,
  { issuer, audience }: Expected,
  now: number,
): GettokenError {
  switch (codeOf(error)) {
    case "ERR_JWKS_NO_MATCHING_KEY":
      return refuse(
        `${issuer} has no key for it (kid ${shown(header.kid)}, ${shown(header.alg)})`,
        "Somebody else signed it, or the issuer has withdrawn the key since.",
      );
    case "ERR_JWS_SIGNATURE_VERIFICATION_FAILED":
      return refuse(
        `its signature is not that of ${issuer}`,
        "Somebody changed it or made it up: do not trust what it says.",
      );
    case "ERR_JWT_EXPIRED":
      return refuse(`it has expired: ${when(claims, "exp", now)}`, "Get a new one.");
    case "ERR_JWT_CLAIM_VALIDATION_FAILED":
      return explainClaim(error, claims, { issuer, audience }, now);
    case "ERR_JWS_INVALID":
    case "ERR_JWT_INVALID":
    case "ERR_JOSE_NOT_SUPPORTED":
      return refuse("its header asks for what gettoken does not know, or it is damaged");
    default:
      return new GettokenError("discovery_failed", `${issuer} has published a key that is none`);
  }
}

function explainClaim(
  error: unknown,
  claims: JsonObject,
  { issuer, audience }: Expected,
  now: number,
): GettokenError {
  const claim = error instanceof Error && "claim" in error ? error.claim : undefined;
  switch (claim) {
    case "iss":
      return refuse(`it is of another issuer, ${shown(claims.iss)}, and not of ${issuer}`);
    case "aud":
      return refuse(
        `it is for another audience, ${shown(claims.aud)}, and not for ${audience}`,
      );
    case "nbf":
      return refuse(
        `it is not valid yet: ${when(claims, "nbf", now)}`,
        "Or is the clock of this machine slow?",
      );
    default:
      return refuse(`its claim ${printable(`${claim}`, 30)} is not as it must be`);
  }
}

function when(claims: JsonObject, name: "exp" | "nbf", now: number): string {
  const time = findingsIn(claims).times[name];
  return time === undefined
    ? `${name} is no time`
    : `${name} is ${utcTime(time)}, ${fromNow(time, now)}`;
}

/** A member of the token as a message may have it. */
function shown(value: unknown): string {
  return value === undefined ? "none" : printable(JSON.stringify(value), 200);
}

function refuse(reason: string, hint?: string): GettokenError {
  return new GettokenError("not_verified", `The token is not verified: ${reason}`, {
    hint: hint ?? "Without --verify, gettoken inspect shows what it says.",
  });
}
