/**
 * Tokens for the tests of `gettoken inspect`.
 *
 * @module
 */

import {
  CompactEncrypt,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  SignJWT,
} from "jose";
import type { ReadableToken } from "../../../lib/inspect/read_token.ts";
import { Secret } from "../../../lib/core/secret.ts";

/** Whoever signs tokens here. */
export const issuer = "https://id.example/realms/a";

/** A key to sign with, and what an issuer publishes of it. */
export interface Signer {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** Makes a key; one on a curve takes no time. */
export async function newSigner(kid?: string, alg = "ES256"): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...await exportJWK(publicKey), alg, use: "sig" };
  return { alg, privateKey, jwk: kid === undefined ? jwk : { ...jwk, kid } };
}

/** A token of the issuer with these claims. */
export async function signed(
  { alg, privateKey, jwk: { kid } }: Signer,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<Secret> {
  const token = await new SignJWT({ iss: issuer, ...claims })
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }), ...header })
    .sign(privateKey);
  return new Secret(token);
}

/** A token with any header and claims, and a made-up signature. */
export function madeUp(header: unknown, claims: unknown, signature = "c2lnbmF0dXJl"): Secret {
  return new Secret(`${part(header)}.${part(claims)}.${signature}`);
}

function part(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** A token that is encrypted. */
export async function encrypted(): Promise<Secret> {
  const token = await new CompactEncrypt(new TextEncoder().encode('{"sub":"canary"}'))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: "k" })
    .encrypt(new Uint8Array(32));
  return new Secret(token);
}

/** A token that was read. */
export function readable(
  claims: ReadableToken["claims"],
  more: Partial<ReadableToken> = {},
): ReadableToken {
  return { kind: "signed", header: { alg: "ES256" }, claims, signature: "c2ln", ...more };
}
