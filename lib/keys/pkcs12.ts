/**
 * PKCS#12 (RFC 7292): a key and its certificates in one file, as Windows, Azure, Java and OpenSSL write
 * it. Imported on demand.
 *
 * The MAC is not verified. Anyone who can change the file can also remove its MAC, and a wrong
 * passphrase shows when the contents are decrypted.
 *
 * @module
 */

import { childrenOf, type Element, InvalidDer, octetsOf, oidOf, readDer, tags } from "./der.ts";
import { explainDecryption, type PassphraseOptions } from "./encrypted_pem.ts";
import { CannotDecrypt, Effort, type Unlocking, WrongPassphrase } from "./key_derivation.ts";
import { decryptElement } from "./password_encryption.ts";
import { derIn, pemBlocks, pemOf, pkcs12Label } from "./pem.ts";
import { Secret } from "../core/secret.ts";
import { invalidSetting } from "../core/errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const toConvert = "To convert it: openssl pkcs12 -in FILE -out key.pem (with -legacy if it is old)";

/**
 * Converts PKCS#12 to PEM: its keys, decrypted, and certificates. They are not validated.
 *
 * @param content PEM with the label of PKCS#12.
 * @throws {GettokenError} `setting_invalid`
 */
export async function unpackPkcs12(content: Secret, options: PassphraseOptions): Promise<Secret> {
  const { source, passphrase } = options;
  const what = "its PKCS#12 (PFX)";
  const [block] = pemBlocks(content.reveal()).filter(({ label }) => label === pkcs12Label);
  const der = block && derIn(block);
  if (der === undefined) throw invalidSetting(source, `${what} is invalid or truncated`);
  try {
    // For no passphrase, some programs use an empty one, others none.
    const unpack = (passphrase?: string) => pemsIn(der, { passphrase, effort: new Effort() });
    const pems = passphrase
      ? await unpack(passphrase.reveal())
      : await unpack("").catch((error) => isWrong(error) ? unpack() : Promise.reject(error));
    // It may be a Java key store with secret keys only.
    if (pems.length === 0) {
      throw invalidSetting(source, `${what} has neither a private key nor a certificate`);
    }
    return new Secret(pems.join(""));
  } catch (error) {
    throw explainDecryption(error, options, { what, toConvert });
  }
}

function isWrong(error: unknown): boolean {
  return error instanceof WrongPassphrase;
}

/** How deep bags may be in other bags. */
const maxDepth = 10;

/** The parts of a PFX (RFC 7292 §4): each has several bags. */
async function pemsIn(der: Bytes, unlocking: Unlocking): Promise<string[]> {
  const [, content] = childrenOf(readDer(der));
  const [type, authenticated] = childrenOf(content);
  if (oidOf(type) !== types.data) throw new CannotDecrypt(unknownType);
  const pems: string[] = [];
  // One after the other: deriving a key takes long, and the first may show that the passphrase is wrong.
  for (const part of childrenOf(readDer(dataIn(authenticated)))) {
    const bags = childrenOf(readDer(await bagsIn(childrenOf(part), unlocking)));
    for (const bag of bags) pems.push(...await pemsInBag(bag, unlocking));
  }
  return pems;
}

const unknownType = "it is PKCS#12 (PFX) of an unknown type";

/** The types of contents (RFC 2315 §14) and of bags (RFC 7292 §4.2). */
const types = {
  data: "1.2.840.113549.1.7.1",
  envelopedData: "1.2.840.113549.1.7.3",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  encryptedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  nestedBags: "1.2.840.113549.1.12.10.1.6",
} as const;

function dataIn(content: Element | undefined): Bytes {
  return octetsOf(childrenOf(content, tags.context0)[0]);
}

/** The bags in a part, decrypted. */
async function bagsIn(
  [type, content]: readonly Element[],
  unlocking: Unlocking,
): Promise<Bytes> {
  if (oidOf(type) === types.data) return dataIn(content);
  if (oidOf(type) === types.envelopedData) {
    throw new CannotDecrypt("its PKCS#12 (PFX) is encrypted with a certificate, not a passphrase");
  }
  if (oidOf(type) !== types.encryptedData) throw new CannotDecrypt(unknownType);
  const [, encrypted] = childrenOf(childrenOf(content, tags.context0)[0]);
  const [, algorithm, data] = childrenOf(encrypted);
  return await decryptElement(algorithm, octetsOf(data, tags.implicit0), unlocking);
}

/** The keys and certificates in a bag; anything else is left out. */
async function pemsInBag(bag: Element, unlocking: Unlocking, depth = 0): Promise<string[]> {
  if (depth > maxDepth) throw new InvalidDer();
  const [type, tagged] = childrenOf(bag);
  const [value] = childrenOf(tagged, tags.context0);
  switch (oidOf(type)) {
    case types.keyBag:
      return value ? [pemOf("PRIVATE KEY", value.encoding)] : [];
    case types.encryptedKeyBag: {
      const [algorithm, data] = childrenOf(value);
      return [pemOf("PRIVATE KEY", await decryptElement(algorithm, octetsOf(data), unlocking))];
    }
    case types.certificateBag: {
      const [, certificate] = childrenOf(value);
      return [pemOf("CERTIFICATE", dataIn(certificate))];
    }
    case types.nestedBags: {
      const pems: string[] = [];
      for (const inner of childrenOf(value)) {
        pems.push(...await pemsInBag(inner, unlocking, depth + 1));
      }
      return pems;
    }
    default:
      return [];
  }
}
