/**
 * Private keys in PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2) and SEC1 (RFC 5915), encrypted or
 * not.
 *
 * @module
 */

import { decryptPem, isEncrypted, type PassphraseOptions } from "./encrypted_pem.ts";
import { derIn, type PemBlock, pemBlocks } from "./pem.ts";
import { pkcs8OfPkcs1, pkcs8OfSec1 } from "./pkcs8.ts";
import { invalidSetting } from "../core/errors.ts";

/** A private key from a PEM text. */
export interface PemKey {
  /** The key in PKCS#8; `undefined` if it is of a kind that cannot be used. */
  readonly pkcs8: Uint8Array | undefined;
  /** Whether a passphrase was needed to read it. */
  readonly wasEncrypted: boolean;
}

/**
 * Reads the one private key in a text. There may be certificates and other text around it.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readPrivatePem(text: string, options: PassphraseOptions): Promise<PemKey> {
  const { source } = options;
  const block = findPrivateKey(text, source);
  const wasEncrypted = isEncrypted(block);
  const pkcs8 = wasEncrypted ? await decryptPem(block, options) : readBlock(block, source);
  return { pkcs8, wasEncrypted };
}

function findPrivateKey(text: string, source: string): PemBlock {
  const blocks = pemBlocks(text);
  const [key, ...others] = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY"));
  if (key === undefined) throw withoutKey(blocks, text, source);
  if (others.length > 0) {
    throw invalidSetting(source, `there are ${others.length + 1} private keys in it`);
  }
  return key;
}

/** What there may be in place of a private key, by its labels or else by how it begins. */
const otherContents: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [/^$/, "it is empty"],
  [/\bPUBLIC KEY$/m, "it holds a public key, and no private one"],
  [/\bCERTIFICATE$/m, "it holds a certificate, and no private key"],
  [/\bCERTIFICATE REQUEST$/m, "it holds a request for a certificate, and no private key"],
  [/^LS0tLS1/, "it is PEM in Base64, which has to be undone"],
];

function withoutKey(blocks: readonly PemBlock[], text: string, source: string): Error {
  const content = blocks.map(({ label }) => label).join("\n") || text.trim();
  const [, problem = "it is no private key"] =
    otherContents.find(([pattern]) => pattern.test(content)) ?? [];
  return invalidSetting(
    source,
    problem,
    "A private key is text in PEM, which begins with -----BEGIN PRIVATE KEY-----, or a JWK.",
  );
}

/** What makes PKCS#8 of each form. */
const readers: Readonly<Record<string, (der: Uint8Array) => Uint8Array | undefined>> = {
  "PRIVATE KEY": (der) => der,
  "RSA PRIVATE KEY": pkcs8OfPkcs1,
  "EC PRIVATE KEY": pkcs8OfSec1,
};

function readBlock(block: PemBlock, source: string): Uint8Array | undefined {
  if (block.label === "OPENSSH PRIVATE KEY") {
    const hint = "To convert a copy of it: ssh-keygen -p -m PKCS8 -f COPY";
    throw invalidSetting(source, "it is a key in the form of OpenSSH", hint);
  }
  const der = derIn(block);
  if (der === undefined) {
    throw invalidSetting(source, "the private key in it is broken or cut short");
  }
  return readers[block.label]?.(der);
}
