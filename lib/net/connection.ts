/**
 * Begins the part of a run that needs the network.
 *
 * @module
 */

import { networkVariables } from "./network_variable_names.ts";
import type { Connection, Run } from "./http.ts";
import type { Network } from "./network_environment.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

/** What is set about the way to a server. */
export type NetworkSettings = Pick<ResolvedSettings, "network" | "provenance">;

/**
 * Begins the time that a run has for the network, once it is clear how requests are going to travel
 * and whom they trust.
 *
 * @throws {GettokenError} `setting_invalid` if something that is set about that cannot be used.
 */
export async function connect(run: Run, settings: NetworkSettings): Promise<Connection> {
  const { proxyFor, certificates } = await networkOf(run);
  const trusted = [...certificates, ...await ownCertificates(run, settings)];
  if (trusted.length > 0) run.host.trust(trusted);
  return restarted({ ...run, proxyFor, endsAt: 0 });
}

/** The same connection with all of its time left: it does not run while a user types. */
export function restarted(connection: Connection): Connection {
  return { ...connection, endsAt: connection.host.now() + connection.timeout * 1000 };
}

/** What the environment says about the network. As a rule, that is nothing. */
async function networkOf({ host, log }: Run): Promise<Network> {
  if (!networkVariables.some((name) => host.env(name) !== undefined)) {
    return { proxyFor: () => undefined, certificates: [] };
  }
  const { checkNetworkVariables } = await import("./network_environment.ts");
  return await checkNetworkVariables(host, log);
}

/** The certificates in the file that the user names. */
async function ownCertificates(
  { host, log }: Run,
  { network: { caFile }, provenance: { caFile: provenance } }: NetworkSettings,
): Promise<readonly string[]> {
  if (caFile === undefined || provenance === undefined) return [];
  const { readCertificates } = await import("./ca_certificates.ts");
  const { certificates, warnings } = await readCertificates(
    host,
    caFile,
    describeProvenance(provenance),
  );
  for (const warning of warnings) log.warn(warning);
  return certificates;
}
