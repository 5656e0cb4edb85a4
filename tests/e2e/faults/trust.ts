/**
 * Certificates for the servers of cases, and the files to trust them.
 *
 * @module
 */

import {
  certificateAuthority,
  type CertificateOptions,
  type CertifiedKey,
} from "../../idp/certificate_authority.ts";
import type { Fault } from "./fault.ts";

/** Trusts the authority of the tests. */
export const trustIt: readonly string[] = ["--ca-file", "ca.pem"];

/** The file for that. */
export async function authorityFile(): Promise<Readonly<Record<string, string>>> {
  return { "ca.pem": (await certificateAuthority()).pem };
}

/** A case in which the authority of the tests is trusted. */
export const trusting: Pick<Fault, "options" | "files"> = {
  options: trustIt,
  files: authorityFile,
};

/** A certificate of that authority. */
export async function issued(options?: CertificateOptions): Promise<CertifiedKey> {
  return await (await certificateAuthority()).issue(options);
}

/** The result of a run without usable TLS. */
export const noTls = { exit: 5, code: "tls_failed", requests: 0, connections: 1 } as const;
