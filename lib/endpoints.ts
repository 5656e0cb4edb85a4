/**
 * Finds the token endpoint: given by the provider, or in the metadata of an issuer.
 *
 * @module
 */

import type { Credential } from "./credential_settings.ts";
import type { Connection } from "./http.ts";
import type { Provider, Settings } from "./provider.ts";
import { requireSafeEndpoint, type TokenEndpoint } from "./token_endpoint.ts";

/**
 * The token endpoint for a run. A given one costs nothing; a discovered one costs one request, or
 * two where the issuer publishes the second kind of metadata only.
 *
 * @param credential With a certificate, the place to ask may be another one.
 */
export async function resolveEndpoint(
  connection: Connection,
  provider: Provider,
  settings: Settings,
  credential: Credential = "clientSecret",
): Promise<TokenEndpoint> {
  const endpoint = await provider.endpoint(settings);
  const byCertificate = credential === "clientCert";
  if ("issuer" in endpoint) {
    const { discover } = await import("./discovery.ts");
    const { issuer, audience = issuer } = endpoint;
    return { ...await discover(connection, issuer, byCertificate), audience };
  }
  if (byCertificate && endpoint.mtlsIssuer !== undefined) {
    const { discover } = await import("./discovery.ts");
    // How clients authenticate there is the provider's to say.
    const { methods: _, ...found } = await discover(connection, endpoint.mtlsIssuer, true);
    return found;
  }
  const address = byCertificate && endpoint.mtlsTokenEndpoint || endpoint.tokenEndpoint;
  const url = requireSafeEndpoint(address, `The provider ${provider.name}`);
  return { url, audience: endpoint.audience ?? url };
}
