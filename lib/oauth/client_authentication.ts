/**
 * What proves who the client is: its secret, a JWT that it signs, or a certificate.
 *
 * @module
 */

import type { Run } from "../net/http.ts";
import type { Provider } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import type { ProofMaker } from "./token_request.ts";

/**
 * What makes the proof for each request. A key is read here, once; whatever is signed is signed
 * anew each time, since servers take an assertion once, and what others sign is fetched anew, since
 * they renew it.
 *
 * @throws {GettokenError} `setting_invalid` if a key cannot be used.
 */
export async function proofMaker(
  run: Run,
  provider: Provider,
  settings: ResolvedSettings,
  endpoint: TokenEndpoint,
): Promise<ProofMaker> {
  const { clientSecret, privateKey, clientCert } = settings.secrets;
  if (privateKey) {
    const { assertionMaker } = await import("./private_key_jwt.ts");
    return await assertionMaker(run, provider, settings, endpoint, privateKey);
  }
  if (clientCert) {
    const { presentCertificate } = await import("./mutual_tls.ts");
    const presented = await presentCertificate(run, provider, settings);
    return () => Promise.resolve({ secret: new Secret(""), presented });
  }
  if (clientSecret) return () => Promise.resolve({ secret: clientSecret });
  const { tokenFetcher } = await import("./federated_assertion.ts");
  return await tokenFetcher(run, provider, settings);
}
