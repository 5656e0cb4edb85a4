/**
 * Assertions of a client: a signed JWT that proves who it is (RFC 7523 §2.2, OpenID Connect Core §9),
 * or that is itself the grant (RFC 7523 §2.1).
 *
 * @module
 */

import type { PrivateKey } from "../keys/private_key.ts";
import type { Secret } from "../core/secret.ts";
import { type JwtMembers, type JwtOptions, secondsOf, signJwt } from "../keys/sign_jwt.ts";

/** What a header says beside the algorithm: by what the server finds the key (RFC 7515 §4.1). */
export interface AssertionHeader {
  readonly typ?: string | undefined;
  readonly kid?: string | undefined;
  readonly x5t?: string | undefined;
  readonly "x5t#S256"?: string | undefined;
  readonly x5c?: readonly string[] | undefined;
}

/** An assertion to be made. */
export interface AssertionRequest extends JwtOptions {
  readonly key: PrivateKey;
  readonly header: AssertionHeader;
  readonly issuer: string;
  /** Who it is about. Some servers want that left out. */
  readonly subject?: string | undefined;
  readonly audience: string;
  /** In seconds. */
  readonly lifetime: number;
  /** More claims, which cannot take the place of any of these. */
  readonly claims?: JwtMembers | undefined;
}

/**
 * Makes an assertion. It is for one request only, since servers take none twice.
 *
 * @throws {GettokenError} `setting_invalid` if the key is broken, or makes it too large.
 */
export async function signAssertion(request: AssertionRequest): Promise<Secret> {
  const { key, header, issuer, subject, audience, lifetime, claims, now } = request;
  const begin = secondsOf(now);
  return await signJwt(
    key,
    { ...header },
    { ...claims, iss: issuer, sub: subject, aud: audience, nbf: begin, exp: begin + lifetime },
    request,
  );
}
