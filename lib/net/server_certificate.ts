/**
 * What the certificate of a token endpoint's host says.
 *
 * @module
 */

import type { Connection } from "./http.ts";
import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";

/** A certificate, in words that may be shown. */
export interface ServerCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** What was found about the TLS of a server. */
export type ServerTls =
  | { readonly skipped: string }
  | {
    readonly certificate: ServerCertificate | undefined;
    /** Why requests to it fail, if they do. */
    readonly failure: GettokenError | undefined;
  };

/**
 * Looks at the certificate of a server, without sending it anything.
 *
 * @param address Of the token endpoint.
 */
export async function inspectTls(connection: Connection, address: string): Promise<ServerTls> {
  const { host, proxyFor, endsAt } = connection;
  const target = new URL(address);
  if (target.protocol !== "https:") return { skipped: "there is no TLS on this machine itself" };
  const proxy = proxyFor(target);
  // Whoever wants the certificate as this machine would see it directly can leave the proxy out.
  if (proxy) return { skipped: `the proxy ${proxy.address} stands in between` };
  const time = Math.max(1, endsAt - host.now());
  const { certificate, failure } = await host.probeTls(target, host.timeout(time));
  return {
    certificate: certificate && await readCertificate(certificate),
    failure: failure === undefined
      ? undefined
      : await diagnosed(failure, target, time, (name) => host.env(name)),
  };
}

async function diagnosed(
  error: unknown,
  target: URL,
  time: number,
  env: (name: string) => string | undefined,
): Promise<GettokenError> {
  const { diagnose } = await import("./network_failure.ts");
  return diagnose(error, { target, timeout: Math.round(time / 1000), env });
}

async function readCertificate(der: Uint8Array): Promise<ServerCertificate | undefined> {
  const { X509Certificate } = await import("node:crypto");
  try {
    const { subject, issuer, validFrom, validTo } = new X509Certificate(der);
    return {
      subject: named(subject),
      issuer: named(issuer),
      validFrom: new Date(validFrom),
      validTo: new Date(validTo),
    };
  } catch {
    return undefined;
  }
}

/** A distinguished name in a few words: the organization, and the name that it gives itself. */
function named(distinguishedName: string): string {
  const parts = new Map(
    distinguishedName.split("\n").map((part) => {
      const [type = "", ...value] = part.split("=");
      return [type, value.join("=")];
    }),
  );
  const names = [parts.get("O"), parts.get("CN")].filter((name) => name !== undefined);
  return printable(names.join(", ") || distinguishedName.replaceAll("\n", ", "), 120);
}
