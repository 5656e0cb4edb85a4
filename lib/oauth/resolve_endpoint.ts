/**
 * Finds the token endpoint of a run: as the provider gives it, or in the metadata of an issuer.
 *
 * @module
 */

import type { Connection } from "../net/http.ts";
import type { Endpoint, Provider } from "../contract/provider.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { requireSafeEndpoint, type TokenEndpoint } from "./token_endpoint.ts";

/** What decides about the endpoint of a run. */
export type EndpointSettings = Pick<
  ResolvedSettings,
  "location" | "credential" | "crossOriginRefusal"
>;

/**
 * The token endpoint of a run. A fixed one costs nothing; a discovered one costs one request, or two
 * where the issuer publishes the second kind of metadata only.
 *
 * @throws {GettokenError} if there is none that can be used; `untrusted_destination` if the metadata
 * leads to another origin and `./.env` gave a part of the issuer.
 */
export async function resolveEndpoint(
  connection: Connection,
  provider: Provider,
  { location, credential, crossOriginRefusal }: EndpointSettings,
): Promise<TokenEndpoint> {
  const endpoint = await location();
  const { address, issuer } = destinationOf(endpoint, credential === "clientCert");
  if (issuer === undefined) {
    const url = requireSafeEndpoint(address, `The provider ${provider.name}`);
    return { url, audience: endpoint.audience ?? url };
  }
  const { discover } = await import("./discovery.ts");
  const found = await discover(connection, issuer, credential === "clientCert");
  if (crossOriginRefusal && new URL(found.url).origin !== new URL(issuer).origin) {
    throw crossOriginRefusal;
  }
  if ("issuer" in endpoint) return { ...found, audience: endpoint.audience ?? issuer };
  // How clients authenticate there is the provider's to say.
  const { methods: _, ...withoutMethods } = found;
  return withoutMethods;
}

/** Where a run asks: at an address, or where the metadata of an issuer says. */
export type Destination =
  | { readonly address: string; readonly issuer?: never }
  | { readonly address?: never; readonly issuer: string };

/**
 * Where a run asks.
 *
 * @param byCertificate Whether the client shows a certificate: then it may be another place.
 */
export function destinationOf(endpoint: Endpoint, byCertificate: boolean): Destination {
  if ("issuer" in endpoint) return { issuer: endpoint.issuer };
  const { tokenEndpoint, mtlsTokenEndpoint = tokenEndpoint, mtlsIssuer } = endpoint;
  if (byCertificate && mtlsIssuer !== undefined) return { issuer: mtlsIssuer };
  return { address: byCertificate ? mtlsTokenEndpoint : tokenEndpoint };
}
