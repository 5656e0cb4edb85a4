/**
 * Private keys in PEM that are encrypted with a passphrase.
 *
 * @module
 */

import { derIn, type PemBlock, pemOf } from "./pem.ts";
import type { Secret } from "../core/secret.ts";
import { either } from "../core/text.ts";
import { invalidSetting } from "../core/errors.ts";

/** A passphrase and the names that messages need. */
export interface PassphraseOptions {
  /** Where the key is from: `--private-key-file names ./key.pem`. */
  readonly source: string;
  readonly passphrase?: Secret | undefined;
  /** Where it came from: `GETTOKEN_KEY_PASSPHRASE in the environment`. */
  readonly passphraseSource?: string | undefined;
  /** The options and variables for it: `--key-passphrase-file`. */
  readonly passphraseWays?: readonly string[] | undefined;
}

/** The passphrase for messages: `the passphrase (--key-passphrase)`. */
export function describePassphrase({ passphraseSource }: PassphraseOptions): string {
  return passphraseSource ? `the passphrase (${passphraseSource})` : "the passphrase";
}

/** The error for a key whose PEM is invalid. */
export function brokenKey(source: string): Error {
  return invalidSetting(source, "the private key in it is broken or cut short");
}

/** The error for an encrypted key without a passphrase. */
export function withoutPassphrase({ source, passphraseWays = [] }: PassphraseOptions): Error {
  const hint = passphraseWays.length > 0 ? `Give it with ${either(passphraseWays)}.` : undefined;
  return invalidSetting(source, "it is encrypted, and there is no passphrase for it", hint);
}

/** Whether a passphrase is needed to read a private key. */
export function isEncrypted(block: PemBlock): boolean {
  return block.label === "ENCRYPTED PRIVATE KEY" || isInOldForm(block);
}

/** The form before PKCS#8 (RFC 1421 §4.6), which OpenSSL can still write. */
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

/** The block as every runtime can read it, `undefined` if it is broken. */
function rewritten(block: PemBlock): string | undefined {
  const { label, content, isComplete } = block;
  if (isInOldForm(block)) {
    return isComplete ? `-----BEGIN ${label}-----${content}-----END ${label}-----\n` : undefined;
  }
  const der = derIn(block);
  return der && pemOf(label, der);
}

const toConvert = "To convert it: openssl pkey -aes256 -in FILE -out key.pem";

/** Why a key could not be decrypted. The runtime's message is matched and never shown. */
function explain(error: unknown, block: PemBlock, options: PassphraseOptions): Error {
  const { source } = options;
  const wrong = `${describePassphrase(options)} is wrong`;
  const { code, message } = error as Error & { readonly code?: string };
  if (isInOldForm(block) && code !== "ERR_OSSL_EVP_BAD_DECRYPT") {
    const problem = `${wrong}, or this build cannot read the old form in which it is encrypted ` +
      "(Proc-Type: 4,ENCRYPTED)";
    return invalidSetting(source, problem, toConvert);
  }
  if (!isInOldForm(block) && !isModern(block)) {
    const problem = "it is encrypted with an old algorithm, such as 3DES or SHA-1, which this " +
      "build cannot read";
    return invalidSetting(source, problem, toConvert);
  }
  // After the decryption, a failure is a TypeError that does not mention encryption.
  const isDecrypted = error instanceof TypeError && !/encrypted/.test(message);
  return invalidSetting(source, isDecrypted ? "the key in it cannot be used by this build" : wrong);
}

/**
 * Whether a key is encrypted with AES, and by a key that scrypt made or PBKDF2 with SHA-2 (PBES2 in
 * RFC 8018 §6.2). If PBKDF2 does not say with what, it is SHA-1.
 */
function isModern(block: PemBlock): boolean {
  const algorithms = derIn(block)?.subarray(0, 160).toHex() ?? "";
  const aes = "0609608648016503040";
  const scrypt = "06092b06010401da47040b";
  return algorithms.includes(aes) &&
    (algorithms.includes(scrypt) || /06082a864886f70d020[89ab]/.test(algorithms));
}
