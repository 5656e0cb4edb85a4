/**
 * Tells a certificate alone, which is no secret, from one with its key.
 *
 * @module
 */

import type { Secret } from "../core/secret.ts";

/** Whether there is a certificate and no private key, going by the labels of PEM (RFC 7468). */
export function isLoneCertificate(content: Secret): boolean {
  return content.matches(/-----BEGIN CERTIFICATE-----/) && !content.matches(/PRIVATE KEY-----/);
}
