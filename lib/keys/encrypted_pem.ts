/**
 * Decrypts private keys in PEM that have a passphrase.
 *
 * @module
 */

import { derIn, type PemBlock, pemOf } from "./pem.ts";
import type { Secret } from "../core/secret.ts";
import { either } from "../core/text.ts";
import { invalidSetting } from "../core/errors.ts";

/** A passphrase, and what messages about it need. */
export interface PassphraseOptions {
  /** Where the key came from: `--private-key-file names ./key.pem`. */
  readonly source: string;
  readonly passphrase?: Secret | undefined;
  /** Where the passphrase came from: `GETTOKEN_KEY_PASSPHRASE in the environment`. */
  readonly passphraseSource?: string | undefined;
  /** The options and variables that set the passphrase: `--key-passphrase-file`. */
  readonly passphraseWays?: readonly string[] | undefined;
}

/** The passphrase for messages: `the passphrase (--key-passphrase)`. */
export function describePassphrase({ passphraseSource }: PassphraseOptions): string {
  return passphraseSource ? `the passphrase (${passphraseSource})` : "the passphrase";
}

/** The error for a key whose PEM is invalid. */
export function brokenKey(source: string): Error {
  return invalidSetting(source, "its private key is invalid or truncated");
}

/** The error for an encrypted key without a passphrase. */
export function withoutPassphrase({ source, passphraseWays = [] }: PassphraseOptions): Error {
  const hint = passphraseWays.length > 0 ? `Set ${either(passphraseWays)}.` : undefined;
  return invalidSetting(source, "it is encrypted, and no passphrase is set", hint);
}

/** Whether a private key is encrypted. */
export function isEncrypted(block: PemBlock): boolean {
  return block.label === "ENCRYPTED PRIVATE KEY" || isInOldForm(block);
}

/** The format before PKCS#8 (RFC 1421 §4.6), which OpenSSL can still write. */
function isInOldForm({ content }: PemBlock): boolean {
  return /^\s*Proc-Type: *4, *ENCRYPTED/.test(content);
}

/**
 * Decrypts a private key to PKCS#8. Its kind is not checked.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function decryptPem(block: PemBlock, options: PassphraseOptions): Promise<Uint8Array> {
  const { source, passphrase } = options;
  const pem = rewritten(block);
  if (pem === undefined) throw brokenKey(source);
  if (passphrase === undefined) throw withoutPassphrase(options);
  const { createPrivateKey } = await import("node:crypto");
  try {
    const key = createPrivateKey({ key: pem, format: "pem", passphrase: passphrase.reveal() });
    return key.export({ type: "pkcs8", format: "der" });
  } catch (error) {
    throw explain(error, block, options);
  }
}

/** The block in a form that every runtime can read; `undefined` if it is invalid. */
function rewritten(block: PemBlock): string | undefined {
  const { label, content, isComplete } = block;
  if (isInOldForm(block)) {
    return isComplete ? `-----BEGIN ${label}-----${content}-----END ${label}-----\n` : undefined;
  }
  const der = derIn(block);
  return der && pemOf(label, der);
}

const toConvert = "To convert it: openssl pkey -aes256 -in FILE -out key.pem";

/** Explains why decryption failed. The runtime's message is matched but never shown. */
function explain(error: unknown, block: PemBlock, options: PassphraseOptions): Error {
  const { source } = options;
  const wrong = `${describePassphrase(options)} is wrong`;
  const { code, message } = error as Error & { readonly code?: string };
  if (isInOldForm(block) && code !== "ERR_OSSL_EVP_BAD_DECRYPT") {
    const problem = `${wrong}, or this build does not support its old encryption format ` +
      "(Proc-Type: 4,ENCRYPTED)";
    return invalidSetting(source, problem, toConvert);
  }
  if (!isInOldForm(block) && !isModern(block)) {
    const problem = "it is encrypted with an old algorithm, such as 3DES or SHA-1, which this " +
      "build does not support";
    return invalidSetting(source, problem, toConvert);
  }
  // A failure after decryption is a TypeError that does not mention encryption.
  const isDecrypted = error instanceof TypeError && !/encrypted/.test(message);
  return invalidSetting(
    source,
    isDecrypted ? "this build does not support its kind of key" : wrong,
  );
}

/**
 * Whether a key is encrypted with AES and a key derived by scrypt, or by PBKDF2 with SHA-2 (PBES2,
 * RFC 8018 §6.2). PBKDF2 defaults to SHA-1.
 */
function isModern(block: PemBlock): boolean {
  const algorithms = derIn(block)?.subarray(0, 160).toHex() ?? "";
  const aes = "0609608648016503040";
  const scrypt = "06092b06010401da47040b";
  return algorithms.includes(aes) &&
    (algorithms.includes(scrypt) || /06082a864886f70d020[89ab]/.test(algorithms));
}
