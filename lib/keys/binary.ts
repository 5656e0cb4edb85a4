/**
 * Files with keys that are no text: PKCS#12, which Windows calls PFX, and other DER.
 *
 * @module
 */

import { pemOf } from "./pem.ts";

/** How such a file begins: a SEQUENCE of 128 bytes or more (X.690 §8.1.3), as no text does. */
export function isBinary([tag = 0, length = 0]: Uint8Array): boolean {
  return tag === 0x30 && length >= 0x80 && length <= 0x83;
}

/** The label of PKCS#12 in PEM; GnuTLS writes the same. */
export const pkcs12Label = "PKCS12";

/**
 * PKCS#12 as text, so that it goes the way of all keys; `undefined` if the bytes are something else.
 * It begins with its version, 3 (RFC 7292 §4).
 */
export function pkcs12AsPem(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, 8).toHex();
  return /^30(80|81..|82.{4}|83.{6})020103/.test(start) ? pemOf(pkcs12Label, bytes) : undefined;
}
