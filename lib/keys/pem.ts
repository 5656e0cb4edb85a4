/**
 * Parses PEM (RFC 7468) and detects DER. PKCS#12 (PFX), a binary format, is wrapped in PEM.
 *
 * @module
 */

import { isSequence } from "./der.ts";

/** A PEM block. */
export interface PemBlock {
  /** The label, such as `CERTIFICATE`. */
  readonly label: string;
  /** The lines between BEGIN and END, including any RFC 1421 headers. */
  readonly content: string;
  /** Whether it has an END line. */
  readonly isComplete: boolean;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([^]*?)(-----END \1-----|(?=-----BEGIN )|$)/g;

/**
 * The blocks of a PEM file. Line breaks may be missing, or be the two characters `\n`, as in keys that
 * come from an environment variable.
 */
export function pemBlocks(text: string): PemBlock[] {
  const lines = text.replaceAll(/(\\r)?\\n/g, "\n");
  return Array.from(lines.matchAll(block), ([, label = "", content = "", end]) => ({
    label,
    content: content.replaceAll("\r\n", "\n"),
    isComplete: end !== "",
  }));
}

/** Decodes Base64; `undefined` if it is invalid. */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return undefined;
  }
}

/** The DER in a block; `undefined` if it is invalid or truncated. */
export function derIn({ content, isComplete }: PemBlock): Uint8Array<ArrayBuffer> | undefined {
  const bytes = isComplete ? bytesOfBase64(content) : undefined;
  return bytes && isSequence(bytes) ? bytes : undefined;
}

/** Encodes DER as PEM. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines = der.toBase64().replaceAll(/.{64}(?!$)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Whether a file is DER: a SEQUENCE of 128 bytes or more (X.690 §8.1.3). */
export function isBinary([tag = 0, length = 0]: Uint8Array): boolean {
  return tag === 0x30 && length >= 0x80 && length <= 0x83;
}

/** The label of PKCS#12 in PEM, as GnuTLS writes it. */
export const pkcs12Label = "PKCS12";

/** Wraps PKCS#12 in PEM; `undefined` if it does not begin with version 3 (RFC 7292 §4). */
export function pkcs12AsPem(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, 8).toHex();
  return /^30(80|81..|82.{4}|83.{6})020103/.test(start) ? pemOf(pkcs12Label, bytes) : undefined;
}
