/**
 * Finds the token endpoint: given by the provider, or in the metadata of an issuer.
 *
 * @module
 */

import type { Connection } from "./http.ts";
import type { Provider, Settings } from "./provider.ts";
import { requireSafeEndpoint, type TokenEndpoint } from "./token_endpoint.ts";

/**
 * The token endpoint for a run. A given one costs nothing; a discovered one costs one request, or
 * two where the issuer publishes the second kind of metadata only.
 */
export async function resolveEndpoint(
  connection: Connection,
  provider: Provider,
  settings: Settings,
): Promise<TokenEndpoint> {
  const endpoint = await provider.endpoint(settings);
  if ("issuer" in endpoint) {
    const { discover } = await import("./discovery.ts");
    const { issuer, audience = issuer } = endpoint;
    return { ...await discover(connection, issuer), audience };
  }
  const url = requireSafeEndpoint(endpoint.tokenEndpoint, `The provider ${provider.name}`);
  return { url, audience: endpoint.audience ?? url };
}
