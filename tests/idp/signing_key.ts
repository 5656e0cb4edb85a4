/**
 * The key that signs every token.
 * @module
 */
import { exportJWK, generateKeyPair, type JWK } from "jose";

let generating: Promise<JWK> | undefined;

/** A private key for RS256, made when it is first wanted: that takes a tenth of a second or more. */
export function signingKey(): Promise<JWK> {
  return generating ??= generateSigningKey();
}

async function generateSigningKey(): Promise<JWK> {
  // What the vendors sign with.
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...await exportJWK(privateKey), alg: "RS256", use: "sig" };
}
