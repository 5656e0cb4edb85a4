/**
 * Decrypts private keys in PEM that have a passphrase.
 *
 * @module
 */

import { bytesOfBase64 } from "../core/encodings.ts";
import { derIn, type PemBlock } from "./pem.ts";
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

function withoutPassphrase({ source, passphraseWays = [] }: PassphraseOptions): Error {
  const hint = passphraseWays.length > 0 ? `Set ${either(passphraseWays)}.` : undefined;
  return invalidSetting(source, "it is encrypted, and no passphrase is set", hint);
}

/** Whether a private key is encrypted. */
export function isEncrypted(block: PemBlock): boolean {
  return block.label === encryptedLabel || isTraditional(block);
}

/** The label of an encrypted key in PKCS#8 (RFC 7468 §11). */
const encryptedLabel = "ENCRYPTED PRIVATE KEY";

/** The format before PKCS#8 (RFC 1421 §4.6), which OpenSSL can still write. */
function isTraditional({ content }: PemBlock): boolean {
  return /^\s*Proc-Type: *4, *ENCRYPTED/.test(content);
}

/**
 * Decrypts a private key. Its kind is not checked.
 *
 * @returns The same key without encryption.
 * @throws {GettokenError} `setting_invalid`
 */
export async function decryptPem(
  block: PemBlock,
  options: PassphraseOptions,
): Promise<{ readonly label: string; readonly der: Uint8Array<ArrayBuffer> }> {
  const { source } = options;
  const old = isTraditional(block) ? readTraditional(block) : undefined;
  const der = old ? old.data : derIn(block);
  if (der === undefined) throw brokenKey(source);
  // Without one it is an empty passphrase, which variables cannot set: empty is unset.
  const passphrase = options.passphrase?.reveal() ?? "";
  const { decryptKeyInfo, decryptTraditional } = await import("./password_encryption.ts");
  try {
    const decrypted = old
      ? await decryptTraditional(old.header, der, passphrase)
      : await decryptKeyInfo(der, passphrase);
    return { label: old ? block.label : "PRIVATE KEY", der: decrypted };
  } catch (error) {
    const toConvert = "To convert it: openssl pkey -in FILE -aes256 -out key.pem " +
      "(with -provider legacy -provider default if it is old)";
    throw explainDecryption(error, options, { what: "its private key", toConvert });
  }
}

/** The header that says how, and the encrypted bytes. Line breaks may be missing. */
function readTraditional({ content }: PemBlock) {
  const [, header = "", base64 = ""] = /DEK-Info: *([\w,-]+)\s([^]*)/.exec(content) ?? [];
  return { header, data: bytesOfBase64(base64) };
}

/**
 * The error for a key that cannot be decrypted.
 *
 * @param more `what` is invalid if not the passphrase; `toConvert` is the hint for unsupported
 * encryption.
 */
export function explainDecryption(
  error: unknown,
  options: PassphraseOptions,
  { what, toConvert }: { readonly what: string; readonly toConvert: string },
): unknown {
  const { source, passphrase } = options;
  const { name, message } = error as Error;
  if (name === "InvalidDer") return invalidSetting(source, `${what} is invalid or truncated`);
  if (name === "CannotDecrypt") return invalidSetting(source, message, toConvert);
  if (name !== "WrongPassphrase") return error;
  return passphrase === undefined
    ? withoutPassphrase(options)
    : invalidSetting(source, `${describePassphrase(options)} is wrong`);
}
