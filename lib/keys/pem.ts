/**
 * Parses and writes PEM (RFC 7468).
 *
 * @module
 */

import { base64Of, bytesOfBase64 } from "../core/encodings.ts";
import { isSequence } from "./der.ts";

/** A PEM block. */
export interface PemBlock {
  /** The label, such as `CERTIFICATE`. */
  readonly label: string;
  /** The lines between BEGIN and END, including any RFC 1421 headers. */
  readonly content: string;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([^]*?)(?:-----END |(?=-----BEGIN )|$)/g;

/**
 * The blocks of a PEM file. Line breaks may be missing, or be the two characters `\n`, as in keys that
 * come from an environment variable. The last END line may be missing: DER says how long it is.
 */
export function pemBlocks(text: string): PemBlock[] {
  // Looking back, so that a long run of backslashes is tried once and not from each of them.
  const lines = text.replaceAll(/(?<!\\)(\\+r)?\\+n/g, "\n");
  return Array.from(lines.matchAll(block), ([, label = "", content = ""]) => ({
    label,
    content: content.replaceAll(/\r\n?/g, "\n"),
  }));
}

/** The DER in a block; `undefined` if it is invalid or truncated. */
export function derIn({ content }: PemBlock): Uint8Array<ArrayBuffer> | undefined {
  const bytes = bytesOfBase64(content);
  return bytes && isSequence(bytes) ? bytes : undefined;
}

/** Encodes DER as PEM. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines = base64Of(der).replaceAll(/.{64}(?!$)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** The label of PKCS#12 in PEM, as GnuTLS writes it. */
export const pkcs12Label = "PKCS12";
