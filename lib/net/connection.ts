/**
 * Start using the network: proxies, CA certificates and the time limit of a run; and the environment
 * variables that these come from.
 *
 * @module
 */

import type { EnvFile } from "../settings/env_file.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { runOptions } from "../settings/run_options.ts";
import { requireOnThisMachine } from "../settings/trust.ts";
import type { Connection, Run } from "./http.ts";
import type { Network } from "./network_environment.ts";

/** The variables about proxies and trust. The runtime reads them from the environment. */
const networkVariables: readonly string[] = [
  ...["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
  ...["NO_PROXY", "no_proxy"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSLKEYLOGFILE"],
];

/** Warnings about variables in a `.env` file that are only read from the environment. */
export function ineffectiveVariables({ path, named, values }: EnvFile): string[] {
  const options = Object.values(runOptions).filter((option) =>
    option.readFrom === "environment" ||
    // A setting that is not a run option has a check of its own.
    (!named && option.readFrom === "named files" && "parse" in option)
  );
  return [...networkVariables, ...options.map(({ variable }) => variable)]
    .filter((name) => values.has(name))
    .map((name) => `${name} in ${path} has no effect; set it in the environment`);
}

/** The settings for connections. */
export type NetworkSettings = Pick<ResolvedSettings, "network" | "provenance">;

/**
 * Finds the proxies, trusts the CA certificates, and starts the total network time limit.
 *
 * @throws {GettokenError} `setting_invalid` if a variable or the CA file is invalid;
 * `untrusted_destination` if `./.env` names a CA file on another machine.
 */
export async function connect(run: Run, settings: NetworkSettings): Promise<Connection> {
  const { proxyFor, certificates } = await networkOf(run);
  const trusted = [
    ...certificates,
    ...await ownCertificates(run, settings),
    ...run.caCertificates === undefined ? [] : await givenCertificates(run, run.caCertificates),
  ];
  if (trusted.length > 0) run.host.trust(trusted);
  return restarted({ ...run, proxyFor, endsAt: 0 });
}

/** The same connection with its whole time limit: time at a prompt does not count. */
export function restarted(connection: Connection): Connection {
  return { ...connection, endsAt: connection.host.now() + connection.timeout * 1000 };
}

/**
 * The same connection after work on this machine, such as decrypting a key: the time since then does
 * not count, because no server was asked.
 *
 * @param start When the work began, in milliseconds since 1970.
 */
export function resumed(connection: Connection, start: number): Connection {
  return { ...connection, endsAt: connection.endsAt + connection.host.now() - start };
}

async function networkOf({ host, log }: Run): Promise<Network> {
  if (!networkVariables.some((name) => host.env(name) !== undefined)) {
    return { proxyFor: () => undefined, certificates: [] };
  }
  const { checkNetworkVariables } = await import("./network_environment.ts");
  return await checkNetworkVariables(host, log);
}

/** The certificates that a caller of the library passed. */
async function givenCertificates(run: Run, pem: string): Promise<readonly string[]> {
  const { parseCertificates } = await import("./ca_certificates.ts");
  return await parseCertificates(run, pem, "caCertificates");
}

/** The certificates in the file of `--ca-file`. */
async function ownCertificates(
  run: Run,
  { network: { caFile }, provenance: { caFile: provenance } }: NetworkSettings,
): Promise<readonly string[]> {
  if (caFile === undefined || provenance === undefined) return [];
  requireOnThisMachine(run.host, caFile, provenance);
  const { readCaFile } = await import("./ca_certificates.ts");
  return await readCaFile(run, caFile, describeProvenance(provenance));
}
