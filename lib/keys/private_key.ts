/**
 * Read the private key that a client signs with. A key that cannot work is refused here, before a
 * request is sent, since a server would not say why it refuses the client.
 *
 * @module
 */

import type { JWK } from "jose";
import { describePassphrase, type PassphraseOptions } from "./encrypted_pem.ts";
import { type PrivateJwk, privatePart, publicPart, readPrivateJwk } from "./jwk.ts";
import { pemOf } from "./pem.ts";
import { kindOfPkcs8, readPrivatePem } from "./private_pem.ts";
import type { Secret } from "../core/secret.ts";
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
  /** Where it is from. */
  readonly source: string;
  /** The key itself, for the one algorithm. It cannot be exported. */
  readonly key: CryptoKey;
  readonly algorithm: JwsAlgorithm;
  /** The name by which the server knows the key, if there is one. */
  readonly keyId: string | undefined;
  /** The public key, with its required members and no others (RFC 7638 §3.2). */
  readonly publicKey: JWK;
  /** What is odd about it, though it can be used. */
  readonly warnings: readonly string[];
}

/** What is known about a key before it is read. */
export interface PrivateKeyOptions extends AlgorithmOptions, PassphraseOptions {
  /** The name of the key. It chooses one from a set, and goes before the one that the key has. */
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
  const key = await importKey(found, algorithm, source);
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

/** A key whose algorithm has not been chosen. */
interface FoundKey extends PrivateJwk {
  readonly wasEncrypted?: boolean;
}

async function readPem(text: string, options: PassphraseOptions): Promise<FoundKey> {
  const { source } = options;
  const { pkcs8, wasEncrypted } = await readPrivatePem(text, options);
  // Deno 2.6 ends with a panic if it is to read a key as one of another kind.
  const kind = pkcs8 && kindOfPkcs8(pkcs8);
  if (!pkcs8 || !kind) throw invalidSetting(source, `its key must be ${keyKindsInWords}`);
  const { importPKCS8 } = await import("jose/key/import");
  const { exportJWK } = await import("jose/key/export");
  try {
    const pem = pemOf("PRIVATE KEY", pkcs8);
    const readAs = chooseAlgorithm({ kind }, { source, algorithms: signingAlgorithms });
    const key = await importPKCS8(pem, readAs, { extractable: true });
    const jwk = await exportJWK(key);
    return { jwk: privatePart(jwk, kind), kind, wasEncrypted };
  } catch (error) {
    throw explainImport(error, kind, source);
  }
}

/** The key for one algorithm. It cannot be exported. */
async function importKey(
  { jwk, kind }: FoundKey,
  algorithm: JwsAlgorithm,
  source: string,
): Promise<CryptoKey> {
  const { importJWK } = await import("jose/key/import");
  try {
    // It is bytes for a shared secret only.
    return await importJWK(jwk, algorithm, { extractable: false }) as CryptoKey;
  } catch (error) {
    throw explainImport(error, kind, source);
  }
}

/** Why the runtime does not take a key, though there is one. */
function explainImport(error: unknown, kind: KeyKind, source: string): Error {
  // Deno 2.6 has no P-521.
  const isUnknown = error instanceof Error && /^NotSupported/.test(error.name);
  return invalidSetting(
    source,
    isUnknown
      ? `it is ${describeKeyKind(kind)}, which this build of gettoken cannot use`
      : "the private key in it is broken",
  );
}

function requireLength({ algorithm }: CryptoKey, source: string): void {
  const { modulusLength = leastRsaBits } = algorithm as Partial<RsaHashedKeyAlgorithm>;
  if (modulusLength >= leastRsaBits) return;
  throw invalidSetting(
    source,
    `it is an RSA key of ${modulusLength} bits, and at least ${leastRsaBits} are required`,
  );
}
