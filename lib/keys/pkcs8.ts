/**
 * Private keys in DER: converts PKCS#1 (RFC 8017 §A.1.2) and SEC1 (RFC 5915) to PKCS#8 (RFC 5958), and
 * reads PKCS#8. It parses the DER itself, because loading `node:crypto` takes 100 ms.
 *
 * @module
 */

import type { JWK } from "jose";
import { decodeHex, hexOf } from "../core/encodings.ts";
import { invalidSetting } from "../core/errors.ts";
import {
  chooseAlgorithm,
  describeKeyKind,
  type JwsAlgorithm,
  type KeyKind,
  keyKinds,
  keyKindsInWords,
  type KeyLimits,
  signingAlgorithms,
} from "./algorithms.ts";
import {
  childrenOf,
  type Element,
  element,
  integerOf,
  octetsOf,
  oidOf,
  readDer,
  tags,
} from "./der.ts";
import { privatePart } from "./jwk.ts";
import { pemOf } from "./pem.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A private key in PKCS#8.
 *
 * @param label The label of its form in PEM.
 * @returns `undefined` if its kind is not supported.
 */
export function pkcs8Of(label: string, der: Bytes): Bytes | undefined {
  return converters[label]?.(der);
}

const converters: Readonly<Record<string, (der: Bytes) => Bytes | undefined>> = {
  "PRIVATE KEY": (der) => der,
  "RSA PRIVATE KEY": (der) => wrapped(identifiers.RSA, der),
  "EC PRIVATE KEY": pkcs8OfSec1,
};

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
export function kindOfPkcs8(der: Bytes): KeyKind | undefined {
  const [, identifier = ""] = beginning.exec(hexOf(der)) ?? [];
  // Some programs leave out the parameters of RSA: the key follows.
  if (identifier.startsWith(identifiers.RSA.replace(/0500$/, "04"))) return "RSA";
  return keyKinds.find((kind) => identifier.startsWith(identifiers[kind]));
}

/** The lengths of the private numbers on curves, in bytes (RFC 5915 §3). */
const numberLengths: Readonly<Partial<Record<KeyKind, number>>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
};

/**
 * A key as every runtime accepts it: version 0, no attributes, no public key, and the number on a
 * curve with its exact length, which some versions of GnuTLS exceed by a zero.
 *
 * @throws {GettokenError} `setting_invalid`
 */
function normalised(der: Bytes, kind: KeyKind, source: string): Bytes {
  try {
    const key = octetsOf(childrenOf(readDer(der))[2]);
    const length = numberLengths[kind];
    const content = length ? withNumberOf(key, length) : key;
    // RFC 8017 §A.1.2: version 1
    const isMultiPrime = kind === "RSA" && integerOf(childrenOf(readDer(key))[0]) === 1;
    if (!isMultiPrime) return wrapped(identifiers[kind], content);
  } catch {
    throw invalidSetting(source, "its private key is invalid");
  }
  const problem = "it has more than two primes, which gettoken does not support";
  throw invalidSetting(source, problem);
}

/** SEC1 (RFC 5915 §3), the private number in it with a length in bytes. */
function withNumberOf(sec1: Bytes, length: number): Bytes {
  const [version, number, ...others] = childrenOf(readDer(sec1));
  const digits = hexOf(octetsOf(number)).replace(/^(00)+/, "").padStart(length * 2, "0");
  const rest = others.map(({ encoding }) => hexOf(encoding)).join("");
  const content = (version ? hexOf(version.encoding) : "") + element("04", digits) + rest;
  return decodeHex(element("30", content));
}

/** Converts SEC1 to PKCS#8; `undefined` if it does not say its curve. */
function pkcs8OfSec1(der: Bytes): Bytes | undefined {
  try {
    const parameters = childrenOf(readDer(der)).find(({ tag }) => tag === tags.context0);
    return parameters && wrapped(ellipticCurve + hexOf(parameters.content), der);
  } catch {
    return undefined;
  }
}

/** PKCS#8: SEQUENCE { version 0, SEQUENCE { identifier }, OCTET STRING { key } } */
function wrapped(identifier: string, key: Bytes): Bytes {
  const version = element("02", "00");
  const algorithm = element("30", identifier);
  return decodeHex(element("30", version + algorithm + element("04", hexOf(key))));
}

/** A key and what it can be used for. */
export interface LimitedKey extends KeyLimits {
  readonly pkcs8: Bytes;
}

/**
 * The kind of a key in PKCS#8. A key for RSASSA-PSS alone (RFC 4055 §1.2), which not every runtime
 * accepts, becomes an ordinary one for the algorithms that its parameters allow.
 *
 * @throws {GettokenError} `setting_invalid` if it is not supported.
 */
export function limitsOf(der: Bytes | undefined, source: string): LimitedKey {
  const pss = der && readPss(der);
  const read = pss ? wrapped(identifiers.RSA, pss.key) : der;
  const kind = read && kindOfPkcs8(read);
  if (!kind) throw unsupported(der, source);
  const pkcs8 = normalised(read, kind, source);
  if (!pss) return { pkcs8, kind };
  if (pss.only.length > 0) return { pkcs8, kind, only: pss.only };
  throw invalidSetting(
    source,
    "it is an RSA-PSS key whose parameters allow none of PS256, PS384 and PS512",
    "Create a key without parameters: openssl genpkey -algorithm RSA -out key.pem",
  );
}

function unsupported(der: Bytes | undefined, source: string): Error {
  // A SEQUENCE after the identifier of EC keys: RFC 3279 §2.3.5
  return der && new RegExp(`${ellipticCurve}30`).test(hexOf(der))
    ? invalidSetting(
      source,
      "its curve is written as numbers, not as a name",
      "To convert it: openssl pkey -in FILE -ec_param_enc named_curve -out key.pem",
    )
    : invalidSetting(source, `its key must be ${keyKindsInWords}`);
}

/** The key and the algorithms of a key for RSASSA-PSS; `undefined` for another one. */
function readPss(
  der: Bytes,
): { readonly key: Bytes; readonly only: readonly JwsAlgorithm[] } | undefined {
  try {
    const [, algorithm, key] = childrenOf(readDer(der));
    const [id, parameters] = childrenOf(algorithm);
    if (oidOf(id) !== "1.2.840.113549.1.1.10" || key === undefined) return undefined;
    return {
      key: key.content,
      only: parameters ? allowedBy(parameters) : ["PS256", "PS384", "PS512"],
    };
  } catch {
    return undefined;
  }
}

/** The algorithms of hash functions (RFC 7518 §3.5), with the length of salt in bytes. */
const pssAlgorithms: Readonly<Record<string, readonly [JwsAlgorithm, number]>> = {
  "2.16.840.1.101.3.4.2.1": ["PS256", 32],
  "2.16.840.1.101.3.4.2.2": ["PS384", 48],
  "2.16.840.1.101.3.4.2.3": ["PS512", 64],
};

/** RFC 4055 §3.1. By default, SHA-1 is the hash function of all, and the salt has 20 bytes. */
function allowedBy(parameters: Element): JwsAlgorithm[] {
  const given = new Map(
    childrenOf(parameters).map((part) => [part.tag, childrenOf(part, part.tag)]),
  );
  if (!given.has(0xa0) || !given.has(0xa1)) return [];
  const [hash] = childrenOf(given.get(0xa0)?.[0]);
  const [, maskHash] = childrenOf(given.get(0xa1)?.[0]);
  const [salt] = given.get(0xa2) ?? [];
  const [algorithm, saltLength] = pssAlgorithms[oidOf(hash)] ?? [];
  const isSame = oidOf(childrenOf(maskHash)[0]) === oidOf(hash);
  const least = salt ? integerOf(salt) : 20;
  return algorithm && saltLength && isSame && least <= saltLength ? [algorithm] : [];
}

/**
 * A key in PKCS#8 as a JWK.
 *
 * @throws {GettokenError} `setting_invalid` if the runtime does not accept it.
 */
export async function jwkOfPkcs8(der: Bytes, source: string): Promise<JWK> {
  const { pkcs8, kind } = limitsOf(der, source);
  const { importPKCS8 } = await import("jose/key/import");
  const { exportJWK } = await import("jose/key/export");
  const readAs = chooseAlgorithm({ kind }, { source, algorithms: signingAlgorithms });
  const jwk = await importPKCS8(pemOf("PRIVATE KEY", pkcs8), readAs, { extractable: true })
    .then(exportJWK)
    .catch(explainImport(kind, source));
  return privatePart(jwk, kind);
}

/** Explains why the runtime rejects a key. */
export function explainImport(kind: KeyKind, source: string): (error: unknown) => never {
  return (error) => {
    // Deno 2.6 has no P-521.
    const isUnknown = error instanceof Error && /^NotSupported/.test(error.name);
    throw invalidSetting(
      source,
      isUnknown
        ? `it is ${describeKeyKind(kind)}, which this build does not support`
        : "its private key is invalid",
    );
  };
}
