/**
 * Verify a token: signature, issuer, audience and times.
 *
 * @module
 */

import type { createLocalJWKSet, CryptoKey, JSONWebKeySet, JWTVerifyOptions } from "jose";
import { fromNow, utcTime } from "../core/clock.ts";
import { GettokenError } from "../core/errors.ts";
import type { Connection } from "../net/http.ts";
import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";
import { keyKindOf } from "../keys/algorithms.ts";
import { printable } from "../core/text.ts";
import { readClaims } from "./claims.ts";
import { fetchIssuerKeys } from "./issuer.ts";
import type { DecodedToken, ReadableToken } from "./read_token.ts";

/** What the claims must be. */
export interface Expected {
  /** The issuer whose keys are fetched. */
  readonly issuer: string;
  /** Not checked if `undefined`. */
  readonly audience?: string | undefined;
}

/** What was verified. */
export interface Verified {
  readonly issuer: string;
  /** The URL of the issuer's keys. */
  readonly keys: string;
  readonly audience: string | undefined;
}

/**
 * Verify a token. Only the issuer's metadata and keys are requested; the token is sent nowhere.
 *
 * @throws {GettokenError} `not_verified`; another code if the issuer's keys are not available.
 */
export async function verifyToken(
  connection: Connection,
  token: Secret,
  decoded: ReadableToken,
  { issuer, audience }: Expected,
): Promise<Verified> {
  if (decoded.header.alg === "ES512" && !await hasP521()) {
    throw notVerified(
      "this build of gettoken cannot verify ES512",
      "Run gettoken from source with a newer runtime.",
    );
  }
  const published = await fetchIssuerKeys(connection, issuer, decoded.claims.tid);
  const now = connection.host.now();
  const options: JWTVerifyOptions = {
    algorithms: Object.keys(keyKindOf),
    issuer: published.issuer,
    currentDate: new Date(now),
    ...(audience === undefined ? {} : { audience }),
  };
  try {
    await verifyWith(published.keys, token, decoded.header, options);
  } catch (error) {
    throw verificationError(error, decoded, { issuer: published.issuer, audience }, now);
  }
  return { issuer: published.issuer, keys: published.address, audience };
}

/** Deno 2.6 imports keys on the curve P-521, but then rejects every signature. */
async function hasP521(): Promise<boolean> {
  const curve = { name: "ECDSA", namedCurve: "P-521" };
  const algorithm = { name: "ECDSA", hash: "SHA-512" };
  const data = new Uint8Array(1);
  try {
    const keys = await crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
    const signature = await crypto.subtle.sign(algorithm, keys.privateKey, data);
    return await crypto.subtle.verify(algorithm, keys.publicKey, signature, data);
  } catch {
    return false;
  }
}

const unverifiable: Readonly<
  Record<Exclude<DecodedToken["kind"], "signed">, readonly [reason: string, hint: string]>
> = {
  opaque: ["it is opaque", "Only its issuer can verify it, at an introspection endpoint."],
  encrypted: ["it is encrypted", "Only the API that it is for can read and verify it."],
  unsigned: ["it has no signature", "Anyone could have written it."],
};

/**
 * The token, if anyone can verify it with the issuer's public keys.
 *
 * @throws {GettokenError} `not_verified`
 */
export function requireVerifiable(decoded: DecodedToken): ReadableToken {
  if (decoded.kind !== "signed") throw notVerified(...unverifiable[decoded.kind]);
  const { alg } = decoded.header;
  if (typeof alg === "string" && Object.hasOwn(keyKindOf, alg)) return decoded;
  const name = printable(`${alg}`, 30);
  throw /^HS\d+$/.test(name)
    ? notVerified(
      `${name} is a signature with a shared secret`,
      "Whoever can verify it can also forge it, so no issuer publishes that secret.",
    )
    : notVerified(`gettoken does not support the algorithm ${name}`);
}

/** If the header has no key ID, or no key has one, every matching key is tried. */
async function verifyWith(
  keys: JSONWebKeySet,
  token: Secret,
  header: JsonObject,
  options: JWTVerifyOptions,
): Promise<void> {
  const { createLocalJWKSet } = await import("jose/jwks/local");
  const { jwtVerify } = await import("jose/jwt/verify");
  let failure: unknown;
  const { kid, ...rest } = header;
  const isKnown = keys.keys.some((key) => key.kid === `${kid}`);
  // Some issuers name a key in tokens only.
  const [set, asked] = kid === undefined || isKnown
    ? [keys, { ...rest, ...kid !== undefined && { kid: `${kid}` } }]
    : [{ keys: keys.keys.filter((key) => key.kid === undefined) }, rest];
  for await (const key of fittingKeys(createLocalJWKSet(set), asked)) {
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

/** The error for a failure of the library, whose own message repeats parts of the token. */
function verificationError(
  error: unknown,
  { header, claims }: ReadableToken,
  expected: Expected,
  now: number,
): GettokenError {
  const { issuer } = expected;
  switch (codeOf(error)) {
    case "ERR_JWKS_NO_MATCHING_KEY":
      return notVerified(
        `${issuer} has no key for it (kid ${shown(header.kid)}, ${shown(header.alg)})`,
        "Somebody else signed it, or the issuer has removed the key since.",
      );
    case "ERR_JWS_SIGNATURE_VERIFICATION_FAILED":
      return notVerified(
        `its signature does not match the keys of ${issuer}`,
        "Do not trust it: somebody changed or forged it.",
      );
    case "ERR_JWT_EXPIRED":
      return notVerified(`it has expired: ${when(claims, "exp", now)}`, "Get a new one.");
    case "ERR_JWT_CLAIM_VALIDATION_FAILED":
      return claimError(error, claims, expected, now);
    case "ERR_JWS_INVALID":
    case "ERR_JWT_INVALID":
    case "ERR_JOSE_NOT_SUPPORTED":
      return notVerified("its header requires an unsupported feature, or it is damaged");
    default:
      return new GettokenError("discovery_failed", `${issuer} published an invalid key`, {
        hint: "The token was not verified. The issuer's administrator has to correct this.",
      });
  }
}

function claimError(
  error: unknown,
  claims: JsonObject,
  { issuer, audience }: Expected,
  now: number,
): GettokenError {
  const claim = error instanceof Error && "claim" in error ? error.claim : undefined;
  switch (claim) {
    case "iss":
      return notVerified(`its issuer is ${shown(claims.iss)}, not ${issuer}`);
    case "aud":
      return notVerified(
        `its audience is ${shown(claims.aud)}, not ${audience}`,
      );
    case "nbf":
      return notVerified(
        `it is not valid yet: ${when(claims, "nbf", now)}`,
        "Check the clock of this machine.",
      );
    default:
      return notVerified(`its claim ${printable(`${claim}`, 30)} is invalid`);
  }
}

function when(claims: JsonObject, name: "exp" | "nbf", now: number): string {
  const time = readClaims(claims).times[name];
  return time === undefined
    ? `${name} is not a time`
    : `${name} is ${utcTime(time)}, ${fromNow(time, now)}`;
}

/** A value in the token as messages show it. */
function shown(value: unknown): string {
  return value === undefined ? "none" : printable(JSON.stringify(value), 200);
}

function notVerified(
  reason: string,
  hint = "Without --verify, gettoken inspect only decodes it.",
): GettokenError {
  return new GettokenError("not_verified", `The token is not verified: ${reason}`, { hint });
}
