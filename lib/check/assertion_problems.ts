/**
 * Reads the assertion of a client as strictly as a server may (RFC 7523 §3).
 *
 * @module
 */

import type { CryptoKey } from "jose";
import { usualAlgorithms } from "../contract/credential_settings.ts";
import type { AssertionQuirks } from "../contract/provider.ts";

/** Whose assertion is expected, and what it has to be like. */
export interface ExpectedAssertion {
  readonly clientId: string;
  /** What the provider claims beside the usual, or in place of `sub`. */
  readonly claims: Readonly<Record<string, string | undefined>>;
  readonly publicKey: CryptoKey;
  readonly audience: string;
  /** What the provider says of assertions. */
  readonly quirks: AssertionQuirks;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/** What is wrong with an assertion. Empty if nothing. */
export async function assertionProblems(
  assertion: string,
  expected: ExpectedAssertion,
): Promise<string[]> {
  const { clientId, claims, publicKey, audience, quirks, now } = expected;
  const { algorithms = usualAlgorithms, lifetime = 60, keyHeader, maxBytes = Infinity } = quirks;
  const { jwtVerify } = await import("jose/jwt/verify");
  try {
    const { payload, protectedHeader } = await jwtVerify(assertion, publicKey, {
      algorithms: [...algorithms],
      currentDate: new Date(now),
      // It is signed a moment after that.
      clockTolerance: 10,
      issuer: clientId,
      audience,
      requiredClaims: ["jti", "iat", "exp"],
    });
    const { iat = 0, exp = 0 } = payload;
    const wrong = Object.entries({ sub: clientId, ...claims })
      .filter(([name, value]) => payload[name] !== value);
    return [
      ...wrong.map(([name]) => `the assertion is not right in its ${name}`),
      ...(exp - iat > lifetime ? [`the assertion is valid for more than ${lifetime} s`] : []),
      ...(assertion.length > maxBytes ? [`the assertion has more than ${maxBytes} bytes`] : []),
      ...(keyHeader === "x5t#S256" && protectedHeader[keyHeader] === undefined
        ? ["the assertion does not name the certificate"]
        : []),
    ];
  } catch (error) {
    const { claim = "signature" } = error as { readonly claim?: string };
    return [`the assertion is not right in its ${claim}`];
  }
}
