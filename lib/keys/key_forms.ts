/**
 * The forms in which keys and certificates come: DER, Base64 of DER or of PEM, PEM among other bytes,
 * and the key stores of other programs. Everything supported becomes PEM. Imported on demand.
 *
 * @module
 */

import { childrenOf, type Element, readDer, tags } from "./der.ts";
import { bytesOfBase64, hexOf } from "../core/encodings.ts";
import { pemOf, pkcs12Label } from "./pem.ts";
import { decodeUtf8 } from "../core/encodings.ts";
import { Secret } from "../core/secret.ts";
import { invalidSetting } from "../core/errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The labels in PEM for DER, by the tags of its elements and of those in the first one. */
const labels: readonly (readonly [pattern: RegExp, label: string])[] = [
  // RFC 5958 §2 and §3, RFC 8017 §A.1, RFC 5915 §3
  [/^02 30 04/, "PRIVATE KEY"],
  [/^30\[06 .*\] 04$/, "ENCRYPTED PRIVATE KEY"],
  [/^02( 02){8}/, "RSA PRIVATE KEY"],
  [/^02 02$/, "RSA PUBLIC KEY"],
  [/^02 04/, "EC PRIVATE KEY"],
  // RFC 7292 §4
  [/^02 30( 30)?$/, pkcs12Label],
  // RFC 2986 §4, RFC 5280 §4.1, RFC 2315 §7
  [/^30\[02 30 30( a0)?\] 30 03$/, "CERTIFICATE REQUEST"],
  [/^30\[.*\] 30 03$/, "CERTIFICATE"],
  [/^30\[.*\] 03$/, "PUBLIC KEY"],
  [/^06 a0$/, "PKCS7"],
];

/**
 * Converts binary content to PEM; a string gives `undefined`.
 *
 * @throws {GettokenError} `setting_invalid` if it is a key store of Java, or DER of an unknown kind.
 */
export function pemOfBinary(bytes: Bytes, source: string): string | undefined {
  const [first = 0, second = 0] = bytes;
  const store = javaStores[hexOf(bytes.subarray(0, 4))];
  if (store) throw invalidSetting(source, `it is a key store of Java (${store})`, toPkcs12);
  const label = first === tags.sequence ? labelOf(bytes) : undefined;
  if (label) return pemOf(label, bytes);
  if (first !== tags.sequence || second < 0x81 || second > 0x83) return undefined;
  throw invalidSetting(
    source,
    "it is binary (DER), and truncated or of an unknown kind",
    "A private key or a certificate is DER or PEM; a key with its certificate is PKCS#12 (PFX).",
  );
}

/** The first bytes of the key stores that only Java reads. */
const javaStores: Readonly<Record<string, string>> = { feedfeed: "JKS", cececece: "JCEKS" };

const toPkcs12 = "To convert it: keytool -importkeystore -srckeystore FILE -destkeystore key.p12 " +
  "-deststoretype PKCS12";

/** The label in PEM for DER; `undefined` if it is of an unknown kind. */
export function labelOf(bytes: Bytes): string | undefined {
  // PKCS#12 of version 3, which may be truncated.
  if (/^30(8[0-4])(..){0,4}02010330/.test(hexOf(bytes.subarray(0, 10)))) return pkcs12Label;
  try {
    const [first, ...others] = childrenOf(readDer(bytes));
    const inFirst = first?.tag === tags.sequence ? `[${tagsOf(childrenOf(first))}]` : "";
    const shape = `${tagsOf(first ? [first] : [])}${inFirst} ${tagsOf(others)}`;
    return labels.find(([pattern]) => pattern.test(shape))?.[1];
  } catch {
    return undefined;
  }
}

function tagsOf(elements: readonly Element[]): string {
  return elements.map(({ tag }) => tag.toString(16).padStart(2, "0")).join(" ");
}

/**
 * The PEM blocks among bytes that are not a string in UTF-8, such as UTF-16 or comments in Latin-1.
 * The blocks are ASCII.
 *
 * @returns `undefined` without a block.
 */
export function pemAmong(bytes: Bytes): string | undefined {
  const text = new TextDecoder("latin1").decode(bytes.filter((byte) => byte !== 0));
  return pemStart.test(text) ? text : undefined;
}

const pemStart = /-----BEGIN /;

/**
 * A key or certificate as PEM or JSON. It may be in Base64 as a whole: PEM, JSON, DER or PKCS#12. Anything
 * else is returned as it is.
 *
 * @throws {GettokenError} `setting_invalid` as {@linkcode pemOfBinary} does.
 */
export function keyText(content: Secret, source: string): Secret {
  if (content.matches(pemStart)) return content;
  // Quotes, and line breaks that are two characters, remain from other files.
  const text = content.reveal().trim().replaceAll(/^["']|["']$|\\r|\\n|\s/g, "");
  const bytes = text === "" ? undefined : bytesOfBase64(text);
  if (bytes === undefined) return content;
  const pem = pemOfBinary(bytes, source) ?? pemAmong(bytes);
  if (pem !== undefined) return new Secret(pem);
  const decoded = decodeUtf8(bytes)?.trim();
  return decoded?.startsWith("{") ? new Secret(decoded) : content;
}
