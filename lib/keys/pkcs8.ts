/**
 * PKCS#8 (RFC 5208): a private key in DER that says of which kind it is.
 *
 * @module
 */

import { type KeyKind, keyKinds } from "./algorithms.ts";

const ellipticCurve = "06072a8648ce3d0201";

/** The curves, by their identifiers in hexadecimal digits (RFC 5480 §2.1.1.1). */
const curves = {
  "P-256": "06082a8648ce3d030107",
  "P-384": "06052b81040022",
  "P-521": "06052b81040023",
} as const;

/** What tells the kind of a key (RFC 3279 §2.3, RFC 8410 §3), in hexadecimal digits. */
const identifiers: Readonly<Record<KeyKind, string>> = {
  RSA: "06092a864886f70d0101010500",
  "P-256": ellipticCurve + curves["P-256"],
  "P-384": ellipticCurve + curves["P-384"],
  "P-521": ellipticCurve + curves["P-521"],
  Ed25519: "06032b6570",
};

/** SEQUENCE { version INTEGER (0 or 1), SEQUENCE { what tells the kind */
const beginning = /^30(?:[0-7]\w|81\w{2}|82\w{4})02010[01]30\w{2}(\w+)/;

/** The kind of the key in PKCS#8, `undefined` if it is none that can be used. */
export function kindOfPkcs8(der: Uint8Array): KeyKind | undefined {
  const [, identifier = ""] = beginning.exec(der.toHex()) ?? [];
  return keyKinds.find((kind) => identifier.startsWith(identifiers[kind]));
}

/** PKCS#8 of an RSA key in PKCS#1 (RFC 8017 §A.1.2). */
export function pkcs8OfPkcs1(der: Uint8Array): Uint8Array {
  return wrap(identifiers.RSA, der);
}

/** PKCS#8 of an EC key in SEC1 (RFC 5915), `undefined` if it is on no curve that can be used. */
export function pkcs8OfSec1(der: Uint8Array): Uint8Array | undefined {
  const content = der.toHex();
  const curve = Object.values(curves).find((identifier) => content.includes(identifier));
  return curve && wrap(ellipticCurve + curve, der);
}

function wrap(identifier: string, key: Uint8Array): Uint8Array {
  const version = element("02", "00");
  const algorithm = element("30", identifier);
  return Uint8Array.fromHex(
    element("30", version + algorithm + element("04", key.toHex())),
  );
}

/** A tag, a length and the content (X.690 §8.1), all in hexadecimal digits. */
function element(tag: string, content: string): string {
  const length = content.length / 2;
  const digits = length.toString(16);
  const octets = digits.length % 2 === 0 ? digits : `0${digits}`;
  const more = length < 0x80 ? "" : (0x80 + octets.length / 2).toString(16);
  return tag + more + octets + content;
}
