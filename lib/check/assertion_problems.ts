/** Validates a client assertion as strictly as RFC 7523 allows. @module */

import type { CryptoKey } from "jose";
import { problemsWhere } from "./check_result.ts";
import { sharedSecretAlgorithms, usualAlgorithms } from "../contract/credential_settings.ts";
import type { AssertionQuirks, Claims } from "../contract/provider.ts";

/** The requirements of a client's JWT. */
export interface ExpectedAssertion {
  /** The provider's own claims, such as another `sub`. */
  readonly claims: Claims;
  /** What verifies its signature: a public key, or a secret that both sides have. */
  readonly key: CryptoKey | Uint8Array;
  readonly audience: string;
  /** What the provider declares about assertions. */
  readonly quirks: AssertionQuirks;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/** Finds the problems of a client's JWT (RFC 7523 §3). */
export async function assertionProblems(
  jwt: string,
  { clientId }: { readonly clientId: string },
  { claims, key, audience, quirks, now }: ExpectedAssertion,
): Promise<string[]> {
  const { algorithms = usualAlgorithms, lifetime = 60, keyHeader, maxBytes = Infinity } = quirks;
  const isSecret = key instanceof Uint8Array;
  const { jwtVerify } = await import("jose/jwt/verify");
  try {
    const { payload, protectedHeader } = await jwtVerify(jwt, key, {
      algorithms: [...isSecret ? sharedSecretAlgorithms : algorithms],
      currentDate: new Date(now),
      // It is signed a moment later.
      clockTolerance: 10,
      issuer: clientId,
      audience,
      requiredClaims: ["jti", "iat", "exp"],
    });
    const { iat = 0, exp = 0 } = payload;
    const hasNoThumbprint = !isSecret && keyHeader === "x5t#S256" &&
      protectedHeader[keyHeader] === undefined;
    return [
      ...Object.entries({ sub: clientId, ...claims })
        .filter(([name, value]) => JSON.stringify(payload[name]) !== JSON.stringify(value))
        .map(([name]) => `the assertion has an invalid ${name}`),
      ...problemsWhere([
        [exp - iat > lifetime, `the assertion is valid for more than ${lifetime} s`],
        [jwt.length > maxBytes, `the assertion has more than ${maxBytes} bytes`],
        [hasNoThumbprint, "the assertion has no thumbprint of the certificate"],
      ]),
    ];
  } catch (error) {
    const { claim = "signature" } = error as { readonly claim?: string };
    return [`the assertion has an invalid ${claim}`];
  }
}
