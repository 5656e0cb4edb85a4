/**
 * Decrypts what was encrypted with a passphrase: PBES1 and PBES2 (RFC 8018), the encryption of PKCS#12
 * (RFC 7292 §C), and that of OpenSSL's traditional PEM. Imported on demand.
 *
 * @module
 */

import { decodeHex } from "../core/encodings.ts";
import { blockLength, type Cipher, decryptCbc } from "./ciphers.ts";
import {
  childrenOf,
  type Element,
  integerOf,
  InvalidDer,
  isSequence,
  octetsOf,
  oidOf,
  readDer,
  tags,
} from "./der.ts";
import {
  CannotDecrypt,
  type Derivation,
  derivePbkdf1,
  derivePbkdf2,
  derivePkcs12,
  deriveScrypt,
  type Unlocking,
  WrongPassphrase,
} from "./key_derivation.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const aes = (keyLength: number): Cipher => ({ name: "AES", keyLength });
const tripleDes: Cipher = { name: "3DES", keyLength: 24 };
const des: Cipher = { name: "DES", keyLength: 8 };
const rc2 = (keyLength: number): Cipher => ({ name: "RC2", keyLength });

/** The ciphers of PBES2 (RFC 8018 §B.2). */
const ciphers: Readonly<Record<string, Cipher>> = {
  "2.16.840.1.101.3.4.1.2": aes(16),
  "2.16.840.1.101.3.4.1.22": aes(24),
  "2.16.840.1.101.3.4.1.42": aes(32),
  "1.2.840.113549.3.7": tripleDes,
  "1.3.14.3.2.7": des,
};

/** The ciphers of traditional PEM, as OpenSSL calls them. */
const traditionalCiphers: Readonly<Record<string, Cipher>> = {
  "AES-128-CBC": aes(16),
  "AES-192-CBC": aes(24),
  "AES-256-CBC": aes(32),
  "DES-EDE3-CBC": tripleDes,
  "DES-CBC": des,
  "RC2-CBC": rc2(16),
};

/** The hash functions of PBKDF2 (RFC 8018 §B.1.2). */
const hashes: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "SHA-1",
  "1.2.840.113549.2.9": "SHA-256",
  "1.2.840.113549.2.10": "SHA-384",
  "1.2.840.113549.2.11": "SHA-512",
};

/** PBES1 (RFC 8018 §A.3): the hash function and the cipher. */
const pbes1: Readonly<Record<string, readonly ["md5" | "sha1", Cipher]>> = {
  "1.2.840.113549.1.5.3": ["md5", des],
  "1.2.840.113549.1.5.6": ["md5", rc2(8)],
  "1.2.840.113549.1.5.10": ["sha1", des],
  "1.2.840.113549.1.5.11": ["sha1", rc2(8)],
};

/** The encryption of PKCS#12 (RFC 7292 §C), all with SHA-1. */
const pkcs12: Readonly<Record<string, Cipher>> = {
  "1.2.840.113549.1.12.1.3": tripleDes,
  "1.2.840.113549.1.12.1.4": { ...tripleDes, keyLength: 16 },
  "1.2.840.113549.1.12.1.5": rc2(16),
  "1.2.840.113549.1.12.1.6": rc2(5),
};

/** Names for messages of what is not supported. */
const otherNames: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.5.1": "MD2 and DES",
  "1.2.840.113549.1.5.4": "MD2 and RC2",
  "1.2.840.113549.1.12.1.1": "RC4",
  "1.2.840.113549.1.12.1.2": "RC4",
  "1.2.840.113549.2.8": "PBKDF2 and SHA-224",
  "1.2.840.113549.2.12": "PBKDF2 and SHA-512/224",
  "1.2.840.113549.2.13": "PBKDF2 and SHA-512/256",
  "1.2.840.113549.3.2": "RC2",
  "2.16.840.1.101.3.4.1.6": "AES-GCM",
  "2.16.840.1.101.3.4.1.26": "AES-GCM",
  "2.16.840.1.101.3.4.1.46": "AES-GCM",
};

function unsupported(name: string): Error {
  return new CannotDecrypt(`it is encrypted with ${name}, which gettoken cannot decrypt`);
}

function inTable<Value>(table: Readonly<Record<string, Value>>, oid: string): Value {
  const value = table[oid];
  if (value === undefined) throw unsupported(otherNames[oid] ?? `the algorithm ${oid}`);
  return value;
}

/**
 * Decrypts an element.
 *
 * @param algorithm Its AlgorithmIdentifier, which says how.
 * @returns One SEQUENCE in DER.
 * @throws {InvalidDer}
 * @throws {CannotDecrypt}
 * @throws {WrongPassphrase}
 */
export async function decryptElement(
  algorithm: Element | undefined,
  data: Bytes,
  unlocking: Unlocking,
): Promise<Bytes> {
  const [id, parameters] = childrenOf(algorithm);
  const oid = oidOf(id);
  return checked(
    oid === "1.2.840.113549.1.5.13"
      ? await decryptPbes2(childrenOf(parameters), data, unlocking)
      : await decryptByShortKey(oid, data, { ...unlocking, parameters }),
  );
}

/**
 * Decrypts a private key in PKCS#8 (RFC 5958 §3).
 *
 * @throws As {@linkcode decryptElement} does.
 */
export async function decryptKeyInfo(der: Bytes, passphrase: string): Promise<Bytes> {
  const [algorithm, data] = childrenOf(readDer(der));
  return await decryptElement(algorithm, octetsOf(data), { passphrase });
}

/** Another key gives a wrong padding, or by chance a right one and no SEQUENCE. */
function checked(decrypted: Bytes | undefined): Bytes {
  if (decrypted && isSequence(decrypted)) return decrypted;
  throw new WrongPassphrase();
}

/** RFC 8018 §6.2 */
async function decryptPbes2(
  [derivation, encryption]: readonly Element[],
  data: Bytes,
  { passphrase = "", effort }: Unlocking,
): Promise<Bytes | undefined> {
  const [cipherId, iv] = childrenOf(encryption);
  const cipher = inTable(ciphers, oidOf(cipherId));
  const [id, parameters] = childrenOf(derivation);
  const [salt, ...numbers] = childrenOf(parameters);
  const vector = octetsOf(iv);
  if (vector.length !== blockLength(cipher)) throw new InvalidDer();
  const given = { salt: octetsOf(salt), length: cipher.keyLength, effort };
  const key = oidOf(id) === "1.3.6.1.4.1.11591.4.11"
    ? await deriveScrypt(passphrase, scryptCosts(numbers), given)
    : await derivePbkdf2(passphrase, pbkdf2Hash(oidOf(id), numbers), {
      ...given,
      iterations: integerOf(numbers[0]),
    });
  return await decryptCbc(cipher, { key, iv: vector }, data);
}

function scryptCosts(numbers: readonly Element[]) {
  const [N = 0, r = 0, p = 0] = numbers.slice(0, 3).map(integerOf);
  return { N, r, p };
}

/** The hash function of PBKDF2, SHA-1 by default (RFC 8018 §A.2). */
function pbkdf2Hash(oid: string, parameters: readonly Element[]): string {
  if (oid !== "1.2.840.113549.1.5.12") throw unsupported(`the key derivation ${oid}`);
  const prf = parameters.find(({ tag }) => tag === tags.sequence);
  return prf ? inTable(hashes, oidOf(childrenOf(prf)[0])) : "SHA-1";
}

/** PBES1, or the encryption of PKCS#12: also the initialization vector comes from the passphrase. */
async function decryptByShortKey(
  oid: string,
  data: Bytes,
  { passphrase, effort, parameters }: Unlocking & { readonly parameters: Element | undefined },
): Promise<Bytes | undefined> {
  const [hash, cipher] = pbes1[oid] ?? [undefined, inTable(pkcs12, oid)];
  const [salt, iterations] = childrenOf(parameters);
  const { keyLength } = cipher;
  const given = { salt: octetsOf(salt), iterations: integerOf(iterations), effort };
  if (hash) {
    const both = await derivePbkdf1(passphrase ?? "", hash, { ...given, length: 16 });
    return await decryptCbc(cipher, { key: both.slice(0, 8), iv: both.slice(8) }, data);
  }
  const derive = (purpose: 1 | 2, length: number) =>
    derivePkcs12(passphrase, purpose, { ...given, length });
  const bytes = await derive(1, keyLength);
  // With two keys of DES, the first is used again as the third.
  const key = cipher.name === "3DES" ? Uint8Array.of(...bytes, ...bytes).slice(0, 24) : bytes;
  return await decryptCbc(cipher, { key, iv: await derive(2, 8) }, data);
}

/**
 * Decrypts traditional PEM (RFC 1421 §4.6.1.3), whose key is derived by MD5.
 *
 * @param header The value of DEK-Info: `AES-256-CBC,B4E5…`.
 * @returns The key in DER.
 * @throws {CannotDecrypt}
 * @throws {WrongPassphrase}
 */
export async function decryptTraditional(
  header: string,
  data: Bytes,
  passphrase: string,
): Promise<Bytes> {
  const [, name = "an unknown algorithm", digits = ""] = /^([\w-]{1,30}),(\w+)$/.exec(header) ?? [];
  const cipher = Object.hasOwn(traditionalCiphers, name) ? traditionalCiphers[name] : undefined;
  if (cipher === undefined) throw unsupported(name);
  const iv = bytesOfHex(digits);
  if (iv?.length !== blockLength(cipher)) throw new CannotDecrypt("its line DEK-Info is invalid");
  const key = await opensslKey(passphrase, { salt: iv.slice(0, 8), length: cipher.keyLength });
  return checked(await decryptCbc(cipher, { key, iv }, data));
}

function bytesOfHex(digits: string): Bytes | undefined {
  try {
    return decodeHex(digits);
  } catch {
    return undefined;
  }
}

/** OpenSSL's EVP_BytesToKey with one iteration of MD5. */
async function opensslKey(
  passphrase: string,
  { salt, length }: Pick<Derivation, "salt" | "length">,
): Promise<Bytes> {
  const { createHash } = await import("node:crypto");
  let last = new Uint8Array();
  const bytes: number[] = [];
  while (bytes.length < length) {
    last = Uint8Array.from(createHash("md5").update(last).update(passphrase).update(salt).digest());
    bytes.push(...last);
  }
  return Uint8Array.from(bytes.slice(0, length));
}
