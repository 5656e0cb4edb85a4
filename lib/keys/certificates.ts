/**
 * Read X.509 certificates, for the client's own, those of CAs, and that of a server. `node:crypto`
 * parses them; it is loaded only here, since that takes 100 ms.
 *
 * @module
 */

import { invalidSetting } from "../core/errors.ts";
import { derIn, type PemBlock, pemOf } from "./pem.ts";

/** A certificate. Its times are in milliseconds since 1970. */
export interface Certificate {
  readonly pem: string;
  readonly der: Uint8Array<ArrayBuffer>;
  /** Distinguished names, an attribute a line, the most general first: `O=Acme\nCN=orders`. */
  readonly subject: string;
  readonly issuer: string;
  /** Whether it may sign others (the basic constraint `cA`). */
  readonly isCa: boolean;
  readonly begins: number;
  readonly ends: number;
}

/** Reads one certificate, `undefined` if it is broken. */
export async function readCertificate(
  der: Uint8Array<ArrayBuffer>,
): Promise<Certificate | undefined> {
  const { X509Certificate } = await import("node:crypto");
  try {
    const { subject, issuer, ca, validFrom, validTo } = new X509Certificate(der);
    const period = { begins: Date.parse(validFrom), ends: Date.parse(validTo) };
    return { pem: pemOf("CERTIFICATE", der), der, subject, issuer, isCa: ca, ...period };
  } catch {
    return undefined;
  }
}

/**
 * Reads the certificates among the blocks of a PEM file.
 *
 * @throws {GettokenError} `setting_invalid` if one is broken.
 */
export async function readCertificates(
  blocks: readonly PemBlock[],
  source: string,
  hint?: string,
): Promise<Certificate[]> {
  const found = blocks.filter(({ label }) => label === "CERTIFICATE");
  const certificates: Certificate[] = [];
  for (const block of found) {
    const der = derIn(block);
    const certificate = der && await readCertificate(der);
    if (certificate === undefined) {
      const number = `${certificates.length + 1} of ${found.length}`;
      throw invalidSetting(source, `certificate ${number} in it is broken or cut short`, hint);
    }
    certificates.push(certificate);
  }
  return certificates;
}
