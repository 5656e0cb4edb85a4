/**
 * Prints what `explain --check` found at the server, for people or as JSON: its certificate and its
 * metadata. Called by print_explanation.ts.
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import type { ServerTls } from "../net/server_certificate.ts";
import type { MetadataComparison } from "./compare_metadata.ts";
import { indented } from "./print_settings.ts";

/** A certificate with the member names of its JSON form. */
export type CertificateJson = { readonly skipped: string } | {
  readonly skipped?: never;
  readonly trusted: boolean;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
};

/** Converts a certificate to its JSON form. */
export function certificateJson(tls: ServerTls): CertificateJson {
  if ("skipped" in tls) return { skipped: tls.skipped };
  const { certificate, failure } = tls;
  return {
    trusted: failure === undefined,
    subject: certificate?.subject ?? null,
    issuer: certificate?.issuer ?? null,
    valid_from: certificate?.validFrom.toJSON() ?? null,
    valid_to: certificate?.validTo.toJSON() ?? null,
  };
}

/** Lines about a certificate. */
export function certificateLines(certificate: CertificateJson, now: number): string[] {
  if (certificate.skipped !== undefined) {
    return indented(`Certificate: not checked: ${certificate.skipped}`, 0);
  }
  const { trusted, subject, issuer, valid_to: end } = certificate;
  if (subject === null) return ["Certificate: the server sent none"];
  return [
    `Certificate: ${trusted ? "trusted" : "not trusted"}`,
    `  of ${subject}`,
    `  issued by ${issuer}`,
    `  valid until ${end === null ? "an unreadable date" : expiry(Date.parse(end), now)}`,
  ];
}

/** `2027-01-31 (in 20 days)` */
function expiry(time: number, now: number): string {
  const days = Math.floor((time - now) / (24 * 60 * 60 * 1000));
  const soon = days === 0 ? "in less than a day" : `in ${days} ${days === 1 ? "day" : "days"}`;
  return `${isoDate(time)} (${days < 0 ? "expired" : soon})`;
}

/** Lines about the server's metadata. */
export function metadataLines(
  { address, issuer, agrees, differences }: MetadataComparison,
  width?: number,
): string[] {
  return [
    `Metadata: ${address}`,
    `  ${issuer === null ? "without an issuer" : `issuer ${issuer}`}`,
    ...(agrees.length === 0 ? [] : indented(`agrees with: ${agrees.join(", ")}`, 2, width)),
    ...differences.flatMap((difference) => indented(difference, 2, width)),
  ];
}

/**
 * The last lines, if there are no problems.
 *
 * @param unchecked What a check could not check; `undefined` if the server was not asked.
 * @param differences Of the metadata that a check compared.
 */
export function readyLines(
  unchecked: readonly string[] | undefined,
  differences: readonly string[] = [],
  width?: number,
): string[] {
  if (unchecked === undefined) {
    return ["Ready to run, as far as the settings show; explain --check asks the server."];
  }
  const differs = differences.length > 0;
  if (unchecked.length === 0 && !differs) return ["Ready to run."];
  const open = unchecked.length === 0 ? "" : ` Not checked: ${unchecked.join(", ")}.`;
  const found = differs
    ? "No problems, but the metadata differs (see above)."
    : "No problems found.";
  return indented(found + open, 0, width);
}
