/**
 * Read the private key that a client signs with, and sign JWTs (RFC 7519). A key that cannot work is
 * refused before a request is sent, since a server would not say why it refuses the client.
 *
 * @module
 */

import type { JWK } from "jose";
import { describePassphrase, type PassphraseOptions } from "./encrypted_pem.ts";
import { type PrivateJwk, privatePart, publicPart, readPrivateJwk } from "./jwk.ts";
import { pemOf } from "./pem.ts";
import { kindOfPkcs8, readPrivatePem } from "./private_pem.ts";
import type { JsonObject } from "../core/json.ts";
import { Secret } from "../core/secret.ts";
import {
  type AlgorithmOptions,
  chooseAlgorithm,
  describeKeyKind,
  type JwsAlgorithm,
  type KeyKind,
  keyKindsInWords,
  signingAlgorithms,
} from "./algorithms.ts";
import { invalidSetting } from "../core/errors.ts";

/** A private key that can sign. */
export interface PrivateKey {
  /** Where it is from, for messages. */
  readonly source: string;
  /** For this algorithm only, and not extractable. */
  readonly key: CryptoKey;
  readonly algorithm: JwsAlgorithm;
  readonly keyId: string | undefined;
  /** The public key, with its required members and no others (RFC 7638 §3.2). */
  readonly publicKey: JWK;
  /** What is odd about it, though it can be used. */
  readonly warnings: readonly string[];
}

/** A key whose algorithm has not been chosen. */
interface FoundKey extends PrivateJwk {
  readonly wasEncrypted?: boolean;
}

/** What is known about a key before it is read. */
export interface PrivateKeyOptions extends AlgorithmOptions, PassphraseOptions {
  /** The key ID. It selects a key from a set and overrides the one in the key. */
  readonly keyId?: string | undefined;
}

/** RFC 7518 §3.3 */
const leastRsaBits = 2048;

/**
 * Reads a private key: PEM, a JWK, or a set of JWKs.
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
  const found: FoundKey = text.startsWith("{")
    ? readPrivateJwk(text, keyId, source)
    : await readPem(text, options);
  const algorithm = chooseAlgorithm(found, options);
  const { importJWK } = await import("jose/key/import");
  // The type has bytes for a shared secret only.
  const key = await importJWK(found.jwk, algorithm, { extractable: false })
    .catch(explainImport(found.kind, source)) as CryptoKey;
  requireLength(key, source);
  return {
    source,
    key,
    algorithm,
    keyId: keyId ?? found.keyId,
    publicKey: publicPart(found.jwk, found.kind),
    warnings: passphrase && !found.wasEncrypted
      ? [`${source}: it is not encrypted, so ${describePassphrase(options)} is not used`]
      : [],
  };
}

async function readPem(text: string, options: PassphraseOptions): Promise<FoundKey> {
  const { source } = options;
  const { pkcs8, wasEncrypted } = await readPrivatePem(text, options);
  // Deno 2.6 panics if it has to read a key as one of another kind.
  const kind = pkcs8 && kindOfPkcs8(pkcs8);
  if (!pkcs8 || !kind) throw invalidSetting(source, `its key must be ${keyKindsInWords}`);
  const { importPKCS8 } = await import("jose/key/import");
  const { exportJWK } = await import("jose/key/export");
  const readAs = chooseAlgorithm({ kind }, { source, algorithms: signingAlgorithms });
  const jwk = await importPKCS8(pemOf("PRIVATE KEY", pkcs8), readAs, { extractable: true })
    .then(exportJWK)
    .catch(explainImport(kind, source));
  return { jwk: privatePart(jwk, kind), kind, wasEncrypted };
}

/** Says why the runtime rejects a key. */
function explainImport(kind: KeyKind, source: string): (error: unknown) => never {
  return (error) => {
    // Deno 2.6 has no P-521.
    const isUnknown = error instanceof Error && /^NotSupported/.test(error.name);
    throw invalidSetting(
      source,
      isUnknown
        ? `it is ${describeKeyKind(kind)}, which this build of gettoken cannot use`
        : "the private key in it is broken",
    );
  };
}

function requireLength({ algorithm }: CryptoKey, source: string): void {
  const { modulusLength = leastRsaBits } = algorithm as Partial<RsaHashedKeyAlgorithm>;
  if (modulusLength >= leastRsaBits) return;
  const problem =
    `it is an RSA key of ${modulusLength} bits, and at least ${leastRsaBits} are required`;
  throw invalidSetting(source, problem);
}

/** What differs from JWT to JWT. */
export interface JwtOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** The most bytes that the server takes. */
  readonly maxBytes?: number | undefined;
}

/**
 * Signs a JWT. `alg`, `iat` and `jti` are added; members that are `undefined` are left out.
 *
 * @throws {GettokenError} `setting_invalid` if the key is broken, or makes it too large.
 */
export async function signJwt(
  { key, algorithm, source }: PrivateKey,
  header: JsonObject,
  claims: JsonObject,
  { now, maxBytes = Infinity }: JwtOptions,
): Promise<Secret> {
  const { SignJWT } = await import("jose/jwt/sign");
  const jwt = new SignJWT({ ...claims, jti: crypto.randomUUID(), iat: secondsOf(now) })
    .setProtectedHeader({ ...header, alg: algorithm });
  // Signing fails if the members of an RSA key do not belong together.
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
