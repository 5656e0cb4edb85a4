/**
 * The clients that authenticate with a key instead of a secret (RFC 7523 §2.2).
 * @module
 */
import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";
// @ts-types="npm:@types/oidc-provider@9.12.1"
import type { ClientMetadata } from "oidc-provider";
import { registered } from "./client.ts";

/** The signing algorithms. */
export const assertionAlgorithms = [
  ...(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["ES256", "ES384", "EdDSA"] as const),
] as const;

/** One of them, as the `alg` of a JWT says it. */
export type AssertionAlgorithm = typeof assertionAlgorithms[number];

/** What a client has that authenticates by `private_key_jwt`. */
export interface KeyClient {
  readonly clientId: string;
  /** The only one that it may sign with. */
  readonly algorithm: AssertionAlgorithm;
  /** The `kid` of its only key. */
  readonly keyId: string;
  /** Its private key in PKCS#8. */
  readonly pem: string;
  /** Its private key again, with `kid`, `alg` and `use`. */
  readonly jwk: JWK;
  /** The other half, which the provider has. */
  readonly publicJwk: JWK;
}

const making: Partial<Record<AssertionAlgorithm, Promise<KeyClient>>> = {};

/** The client for an algorithm. Its key is created on first use and reused. */
export function keyClient(algorithm: AssertionAlgorithm): Promise<KeyClient> {
  return making[algorithm] ??= newKeyClient(algorithm);
}

/** The client of this id, as `oidc-provider` wants it registered. */
export async function findKeyClient(
  clientId: string,
  more: Partial<ClientMetadata>,
): Promise<ClientMetadata | undefined> {
  const algorithm = assertionAlgorithms.find((algorithm) => clientIdFor(algorithm) === clientId);
  if (!algorithm) return undefined;
  const { publicJwk } = await keyClient(algorithm);
  return registered({ clientId }, {
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: algorithm,
    jwks: { keys: [publicJwk] },
    ...more,
  });
}

/** The strings that reveal a key: each line of its PEM, each private member of its JWK. */
export function secretsOf({ pem, jwk, publicJwk }: KeyClient): string[] {
  const lines = pem.split("\n").filter((line) => line && !line.startsWith("-----"));
  const members = Object.entries(jwk).filter(([name]) => !(name in publicJwk));
  return [...lines, ...members.map(([, value]) => String(value))];
}

async function newKeyClient(algorithm: AssertionAlgorithm): Promise<KeyClient> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const keyId = `${algorithm}-${crypto.randomUUID()}`;
  const about = { kid: keyId, alg: algorithm, use: "sig" };
  return {
    clientId: clientIdFor(algorithm),
    algorithm,
    keyId,
    pem: await exportPKCS8(privateKey),
    jwk: { ...await exportJWK(privateKey), ...about },
    publicJwk: { ...await exportJWK(publicKey), ...about },
  };
}

function clientIdFor(algorithm: AssertionAlgorithm): string {
  return `${algorithm.toLowerCase()}-client`;
}
