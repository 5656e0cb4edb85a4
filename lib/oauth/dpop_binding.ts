/**
 * Token requests that prove to come from the holder of a key, so that the token is bound to it
 * (RFC 9449 §5).
 *
 * @module
 */

import { dpopProof } from "./dpop_proof.ts";
import { readDpopKey } from "./dpop_key.ts";
import type { Run } from "../net/http.ts";
import type { Provider } from "../contract/provider.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import type { RequestSource } from "./token_request.ts";

/**
 * Adds a proof to each request, made anew each time, since servers take one once.
 *
 * @throws {GettokenError} `setting_invalid` if the key cannot be used.
 */
export async function withDpop(
  { host, log }: Run,
  provider: Provider,
  settings: ResolvedSettings,
  endpoint: TokenEndpoint,
  makeRequest: RequestSource,
): Promise<RequestSource> {
  const key = await readDpopKey(provider, settings, endpoint);
  for (const warning of key.warnings) log.warn(warning);
  return async (attempt, nonce) => {
    const request = await makeRequest(attempt);
    const { url, headers } = request;
    const proof = await dpopProof({ key, method: "POST", url, nonce, now: host.now() });
    log.protect(proof);
    return { ...request, headers: { ...headers, DPoP: proof }, isBound: true };
  };
}
