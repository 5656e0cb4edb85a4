/**
 * Private keys for tests, each made when it is wanted, and a look at what was signed with them.
 *
 * @module
 */

import {
  compactVerify,
  type CompactVerifyResult,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import { type PrivateKey, readPrivateKey } from "../../lib/keys/private_key.ts";
import { Secret } from "../../lib/core/secret.ts";
import type { JwsAlgorithm } from "../../lib/keys/algorithms.ts";

/** A private key, and nothing else. */
export interface NewKey {
  /** PKCS#8 in PEM. */
  readonly pem: string;
  readonly jwk: JWK;
}

/** Makes a key for an algorithm. One for RSA takes a tenth of a second or more. */
export async function newKey(algorithm: JwsAlgorithm): Promise<NewKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { pem: await exportPKCS8(privateKey), jwk: await exportJWK(privateKey) };
}

/** Whether this runtime has the curve P-521. Deno 2.6 has not. */
export const hasP521: boolean = await newKey("ES512").then(() => true, () => false);

/** A key, as the program has it for an algorithm. */
export function readKey(pem: string, algorithm: JwsAlgorithm): Promise<PrivateKey> {
  return readPrivateKey(new Secret(pem), { source: "--key", algorithms: [algorithm] });
}

/** What a signed JWT says. */
export interface OpenedJwt {
  readonly header: CompactVerifyResult["protectedHeader"];
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Opens a JWT after its signature was verified.
 *
 * @param publicKey The key that it must be signed with.
 */
export async function openJwt(
  jwt: Secret,
  { publicKey, algorithm }: PrivateKey,
): Promise<OpenedJwt> {
  const key = await importJWK(publicKey, algorithm);
  const { protectedHeader, payload } = await compactVerify(jwt.reveal(), key, {
    algorithms: [algorithm],
  });
  return { header: protectedHeader, claims: JSON.parse(new TextDecoder().decode(payload)) };
}
