/**
 * Reads private keys in PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2) and SEC1 (RFC 5915), encrypted
 * or not. It parses the DER itself, because loading `node:crypto` takes 100 ms.
 *
 * @module
 */

import { brokenKey, decryptPem, isEncrypted, type PassphraseOptions } from "./encrypted_pem.ts";
import { element } from "./der.ts";
import { derIn, type PemBlock, pemBlocks } from "./pem.ts";
import { invalidSetting } from "../core/errors.ts";
import { type KeyKind, keyKinds } from "./algorithms.ts";

/**
 * Reads the only private key in PEM. Certificates and anything else around it are ignored.
 *
 * @returns PKCS#8; `undefined` if the kind of key is not supported.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readPrivatePem(
  text: string,
  options: PassphraseOptions,
): Promise<{ readonly pkcs8: Uint8Array | undefined; readonly wasEncrypted: boolean }> {
  const { source } = options;
  const blocks = pemBlocks(text);
  const [block, ...others] = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined) throw withoutKey(blocks, text, source);
  if (others.length > 0) {
    throw invalidSetting(source, `it contains ${others.length + 1} private keys`);
  }
  if (!isEncrypted(block)) return { pkcs8: readBlock(block, source), wasEncrypted: false };
  const { label, der } = await decryptPem(block, options);
  return { pkcs8: readers[label]?.(der), wasEncrypted: true };
}

/** What a file contains instead of a private key, by its PEM labels or else by its beginning. */
const otherContents: readonly (readonly [pattern: RegExp, problem: string, hint?: string])[] = [
  [/^$/, "it is empty"],
  [/\bPUBLIC KEY$/m, "it contains a public key, not a private key"],
  [/\bCERTIFICATE$/m, "it contains a certificate, but no private key"],
  [/\bCERTIFICATE REQUEST$/m, "it contains a certificate request, but no private key"],
  [/^(PKCS7|CMS)$/m, "it contains PKCS#7, which has certificates, but no private key"],
  [
    /^PGP /m,
    "it is a PGP key, which servers do not accept",
    "Create a key: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
  ],
  [
    /^PuTTY-User-Key-File-/,
    "it is in the format of PuTTY",
    "To convert it: puttygen FILE -O private-openssh -o key.pem",
  ],
  [
    /^---- BEGIN SSH2 ENCRYPTED PRIVATE KEY/,
    "it is in the format of SSH2",
    "To convert it: ssh-keygen -i -f FILE > key.pem",
  ],
  [/^(ssh-|ecdsa-sha2-|---- BEGIN SSH2 PUBLIC)/, "it is a public key of SSH, not a private key"],
  [/^<(\?xml|RSAKeyValue)/, "it is XML, not PEM or a JWK"],
];

function withoutKey(blocks: readonly PemBlock[], text: string, source: string): Error {
  const content = blocks.map(({ label }) => label).join("\n") || text.trim();
  const usual = "A private key is a JWK, or PEM that begins with -----BEGIN PRIVATE KEY-----.";
  const [, problem = "it is not a private key", hint = usual] =
    otherContents.find(([pattern]) => pattern.test(content)) ?? [];
  return invalidSetting(source, problem, hint);
}

/** Converters to PKCS#8, by label. */
const readers: Readonly<Record<string, (der: Uint8Array) => Uint8Array | undefined>> = {
  "PRIVATE KEY": (der) => der,
  "RSA PRIVATE KEY": (der) => pkcs8Of(identifiers.RSA, der),
  "EC PRIVATE KEY": pkcs8OfSec1,
};

function readBlock(block: PemBlock, source: string): Uint8Array | undefined {
  if (block.label === "OPENSSH PRIVATE KEY") {
    const hint = "To convert a copy: ssh-keygen -p -m PKCS8 -f COPY";
    throw invalidSetting(source, "it is in OpenSSH format", hint);
  }
  const der = derIn(block);
  if (der === undefined) throw brokenKey(source);
  return readers[block.label]?.(der);
}

const ellipticCurve = "06072a8648ce3d0201";

/** The object identifiers of curves, in hexadecimal (RFC 5480 §2.1.1.1). */
const curves = {
  "P-256": "06082a8648ce3d030107",
  "P-384": "06052b81040022",
  "P-521": "06052b81040023",
} as const;

/** The algorithm identifiers of kinds of keys in PKCS#8, likewise (RFC 3279 §2.3, RFC 8410 §3). */
const identifiers: Readonly<Record<KeyKind, string>> = {
  RSA: "06092a864886f70d0101010500",
  "P-256": ellipticCurve + curves["P-256"],
  "P-384": ellipticCurve + curves["P-384"],
  "P-521": ellipticCurve + curves["P-521"],
  Ed25519: "06032b6570",
};

/** SEQUENCE { version INTEGER (0 or 1), SEQUENCE { identifier */
const beginning = /^30(?:[0-7]\w|81\w{2}|82\w{4})02010[01]30\w{2}(\w+)/;

/** The kind of a key in PKCS#8; `undefined` if it is not supported. */
export function kindOfPkcs8(der: Uint8Array): KeyKind | undefined {
  const [, identifier = ""] = beginning.exec(der.toHex()) ?? [];
  return keyKinds.find((kind) => identifier.startsWith(identifiers[kind]));
}

/** Converts SEC1 to PKCS#8; `undefined` if its curve is not supported. */
function pkcs8OfSec1(der: Uint8Array): Uint8Array | undefined {
  const content = der.toHex();
  const curve = Object.values(curves).find((identifier) => content.includes(identifier));
  return curve && pkcs8Of(ellipticCurve + curve, der);
}

/** PKCS#8: SEQUENCE { version 0, SEQUENCE { identifier }, OCTET STRING { key } } */
function pkcs8Of(identifier: string, key: Uint8Array): Uint8Array {
  const version = element("02", "00");
  const algorithm = element("30", identifier);
  return Uint8Array.fromHex(element("30", version + algorithm + element("04", key.toHex())));
}
