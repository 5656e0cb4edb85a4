/**
 * Signed JWTs (RFC 7519), made for one request each.
 *
 * @module
 */

import type { PrivateKey } from "./private_key.ts";
import { Secret } from "../core/secret.ts";
import { invalidSetting } from "../core/errors.ts";

/** The members of a header or the claims. Those that are `undefined` are left out. */
export type JwtMembers = Readonly<Record<string, unknown>>;

/** What differs from JWT to JWT. */
export interface JwtOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** The most bytes that the server takes. */
  readonly maxBytes?: number | undefined;
}

/**
 * Signs a JWT. `alg`, `iat` and `jti` are added.
 *
 * @throws {GettokenError} `setting_invalid` if the key is broken, or makes it too large.
 */
export async function signJwt(
  { key, algorithm, source }: PrivateKey,
  header: JwtMembers,
  claims: JwtMembers,
  { now, maxBytes = Infinity }: JwtOptions,
): Promise<Secret> {
  const { SignJWT } = await import("jose/jwt/sign");
  const jwt = new SignJWT({ ...claims, jti: crypto.randomUUID(), iat: secondsOf(now) })
    .setProtectedHeader({ ...header, alg: algorithm });
  // Only now it shows if the members of an RSA key do not belong together.
  const text = await jwt.sign(key).catch(() => {
    throw invalidSetting(source, "the private key in it is broken");
  });
  if (text.length <= maxBytes) return new Secret(text);
  throw invalidSetting(
    source,
    `what it signs has ${text.length} bytes, and the server takes ${maxBytes}`,
    "A shorter key makes shorter signatures: RSA of 2048 bits, or EC on P-256.",
  );
}

/** A time as JWTs have it: in whole seconds since 1970 (RFC 7519 §2). */
export function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
