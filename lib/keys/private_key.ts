/**
 * Reads a client's private key and signs JWTs (RFC 7519). An unusable key is rejected before a request
 * is sent, because a server would not say what is wrong with it.
 *
 * @module
 */

import type { JWK } from "jose";
import { describePassphrase, type PassphraseOptions } from "./encrypted_pem.ts";
import { isComplete, type PrivateJwk, publicPart, readPrivateJwk } from "./jwk.ts";
import { explainImport, jwkOfPkcs8, limitsOf } from "./pkcs8.ts";
import { readPrivatePem } from "./private_pem.ts";
import type { JsonObject } from "../core/json.ts";
import { Secret } from "../core/secret.ts";
import { type AlgorithmOptions, chooseAlgorithm, type JwsAlgorithm } from "./algorithms.ts";
import { invalidSetting } from "../core/errors.ts";

/** What signs JWTs: a private key, or a secret that the server has too. */
export interface JwtSigner {
  /** Where it came from, for messages. */
  readonly source: string;
  /** For `algorithm` only, and not extractable. */
  readonly key: CryptoKey;
  /** Its registered name (RFC 7518 §3.1). */
  readonly algorithm: string;
}

/** A private key, ready to sign. */
export interface PrivateKey extends JwtSigner {
  readonly algorithm: JwsAlgorithm;
  readonly keyId: string | undefined;
  /** The public key, with only its required members (RFC 7638 §3.2). */
  readonly publicKey: JWK;
  /** Warnings about a key that is usable. */
  readonly warnings: readonly string[];
}

/** A key whose algorithm has not been chosen. */
interface FoundKey extends PrivateJwk {
  readonly wasEncrypted?: boolean;
}

/** Options for reading a key. */
export interface PrivateKeyOptions extends AlgorithmOptions, PassphraseOptions {
  /** The key ID. It selects a key from a JWK set, and overrides the `kid` of the key. */
  readonly keyId?: string | undefined;
}

/** RFC 7518 §3.3 */
const leastRsaBits = 2048;

/**
 * Reads a private key: PEM, a JWK or a JWK set.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readPrivateKey(
  content: Secret,
  options: PrivateKeyOptions,
): Promise<PrivateKey> {
  const { source, passphrase, keyId } = options;
  // trim() also removes a byte order mark.
  const text = content.reveal().trim();
  const found: FoundKey = /^[[{]/.test(text)
    ? readPrivateJwk(text, keyId, source)
    : await readPem(text, options);
  const algorithm = chooseAlgorithm(found, options);
  const jwk = await completed(found, source);
  const { importJWK } = await import("jose/key/import");
  // The type includes bytes, which are only for shared secrets.
  const key = await importJWK(jwk, algorithm, { extractable: false })
    .catch(explainImport(found.kind, source)) as CryptoKey;
  requireLength(key, source);
  return {
    source,
    key,
    algorithm,
    keyId: keyId ?? found.keyId,
    publicKey: publicPart(jwk, found.kind),
    warnings: passphrase && !found.wasEncrypted
      ? [`${source}: it is not encrypted; ignoring ${describePassphrase(options)}`]
      : [],
  };
}

async function readPem(text: string, options: PassphraseOptions): Promise<FoundKey> {
  const { source } = options;
  const { pkcs8: der, wasEncrypted } = await readPrivatePem(text, options);
  const { pkcs8, kind, only } = limitsOf(der, source);
  return { jwk: await jwkOfPkcs8(pkcs8, source), kind, only, wasEncrypted };
}

/** Adds what follows from n, e and d to an RSA key; other keys are unchanged. */
async function completed({ jwk, kind }: FoundKey, source: string): Promise<JWK> {
  if (isComplete(jwk, kind)) return jwk;
  const { completeRsa } = await import("./rsa_primes.ts");
  const complete = completeRsa(jwk);
  if (complete) return complete;
  throw invalidSetting(source, "its private key is invalid");
}

function requireLength({ algorithm }: CryptoKey, source: string): void {
  const { modulusLength = leastRsaBits } = algorithm as Partial<RsaHashedKeyAlgorithm>;
  if (modulusLength >= leastRsaBits) return;
  const problem =
    `it is an RSA key of ${modulusLength} bits; at least ${leastRsaBits} are required`;
  throw invalidSetting(source, problem);
}

/** Options for signing a JWT. */
export interface JwtOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** The maximum size that the server accepts, in bytes. */
  readonly maxBytes?: number | undefined;
}

/**
 * Signs a JWT. `alg`, `iat` and `jti` are added; members that are `undefined` are left out.
 *
 * @throws {GettokenError} `setting_invalid` if the key is invalid or makes the JWT too large.
 */
export async function signJwt(
  { key, algorithm, source }: JwtSigner,
  header: JsonObject,
  claims: JsonObject,
  { now, maxBytes = Infinity }: JwtOptions,
): Promise<Secret> {
  const { SignJWT } = await import("jose/jwt/sign");
  const jwt = new SignJWT({ ...claims, jti: crypto.randomUUID(), iat: secondsOf(now) })
    .setProtectedHeader({ ...header, alg: algorithm });
  // Signing fails if the members of an RSA key are inconsistent.
  const text = await jwt.sign(key).catch(() => {
    throw invalidSetting(source, "its private key is invalid");
  });
  if (text.length <= maxBytes) return new Secret(text);
  throw invalidSetting(
    source,
    `the JWT that it signs has ${text.length} bytes; the server accepts at most ${maxBytes}`,
    "Use a key with shorter signatures: RSA of 2048 bits, or EC on P-256.",
  );
}

/** A time in whole seconds since 1970, as in JWTs (RFC 7519 §2). */
export function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
