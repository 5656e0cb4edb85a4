/**
 * Look at the certificate of a token endpoint's server, for `explain`. Nothing is sent to it.
 *
 * @module
 */

import type { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";
import type { Connection } from "./http.ts";

/** A certificate, in printable strings. */
export interface ServerCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** The certificate of a server, or why it was not read. */
export type ServerTls =
  | { readonly skipped: string }
  | {
    readonly certificate: ServerCertificate | undefined;
    /** Why requests to it fail, if they do. */
    readonly failure: GettokenError | undefined;
  };

/**
 * Connects to a server and reads its certificate.
 *
 * @param address The URL of the token endpoint.
 */
export async function inspectTls(
  { host, proxyFor, endsAt }: Connection,
  address: string,
): Promise<ServerTls> {
  const target = new URL(address);
  if (target.protocol !== "https:") {
    return { skipped: "the endpoint is on this machine and does not use TLS" };
  }
  const proxy = proxyFor(target);
  if (proxy) return { skipped: `requests go through the proxy ${proxy.address}` };
  const time = Math.max(1, endsAt - host.now());
  const { certificate, failure } = await host.probeTls(target, host.timeout(time));
  const found = {
    certificate: certificate && await describe(new Uint8Array(certificate)),
    failure: undefined,
  };
  if (failure === undefined) return found;
  const { diagnose } = await import("./network_failure.ts");
  const sending = {
    target,
    timeout: Math.round(time / 1000),
    env: (name: string) => host.env(name),
  };
  return { ...found, failure: diagnose(failure, sending) };
}

async function describe(der: Uint8Array<ArrayBuffer>): Promise<ServerCertificate | undefined> {
  const { readCertificate } = await import("../keys/certificates.ts");
  const certificate = await readCertificate(der);
  return certificate && {
    subject: shortName(certificate.subject),
    issuer: shortName(certificate.issuer),
    validFrom: new Date(certificate.begins),
    validTo: new Date(certificate.ends),
  };
}

/** A distinguished name, shortened to the organization and the common name. */
function shortName(lines: string): string {
  const parts = new Map(
    lines.split("\n").map((part) => {
      const [type = "", ...value] = part.split("=");
      return [type, value.join("=")];
    }),
  );
  const names = [parts.get("O"), parts.get("CN")].filter((name) => name !== undefined);
  return printable(names.join(", ") || lines.replaceAll("\n", ", "), 120);
}
