/**
 * The certificate that no machine trusts, for tests of what happens then.
 * @module
 */

const folder = new URL("./untrusted/", import.meta.url);

/** The PEM file to name where a test wants it trusted after all. */
export const untrustedCertificateFile: URL = new URL("cert.pem", folder);

/** Certificate and key as `Deno.serve` and `Deno.listenTls` take them. */
export function untrustedCertificate(): { cert: string; key: string } {
  return {
    cert: Deno.readTextFileSync(untrustedCertificateFile),
    key: Deno.readTextFileSync(new URL("key.pem", folder)),
  };
}
