/**
 * Private keys of clients, one for each kind, and what a server registers of them.
 *
 * @module
 */

import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";
import { keyKindOf } from "../../lib/keys/algorithms.ts";

/** A key pair of a client. */
export interface ClientKey {
  /** The private key in PKCS#8. */
  readonly pem: string;
  /** The private key as JWK, without `kid`. */
  readonly jwk: JWK;
  readonly publicJwk: JWK;
}

/** The keys of one run, by kind: RSA, or the name of the curve. */
export type ClientKeys = Readonly<Record<string, ClientKey>>;

/** Creates a key of each kind. */
export async function newClientKeys(): Promise<ClientKeys> {
  const algorithms = ["RS256", "ES256", "ES384", "ES512", "EdDSA"] as const;
  return Object.fromEntries(
    await Promise.all(
      algorithms.map(async (algorithm) => [keyKindOf[algorithm], await newClientKey(algorithm)]),
    ),
  );
}

/** Creates a key. */
export async function newClientKey(algorithm: string): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    pem: await exportPKCS8(privateKey),
    jwk: await exportJWK(privateKey),
    publicJwk: await exportJWK(publicKey),
  };
}
