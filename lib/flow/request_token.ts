/**
 * One token for one client: from the cache, or requested and cached. The program calls it once per run,
 * the library for each token that it does not have in memory.
 *
 * @module
 */

import type { TokenCache } from "../cache/token_cache.ts";
import type { Provider } from "../contract/provider.ts";
import type { FlowHost } from "../core/flow_host.ts";
import type { Log } from "../core/log.ts";
import type { Run } from "../net/http.ts";
import { getToken, type Steps } from "../oauth/get_token.ts";
import type { Token } from "../oauth/token_response.ts";
import { isCertificateOnly, readableWarnings } from "../settings/setting_warnings.ts";
import type { Sources } from "../settings/sources.ts";

/** A client at a provider, and how its tokens are requested. */
export interface TokenClient {
  readonly run: Run;
  readonly provider: Provider;
  readonly sources: Sources;
  readonly cache?: TokenCache | undefined;
  readonly steps?: Omit<Steps, "findCached">;
}

/**
 * Gets a token.
 *
 * @throws {GettokenError}
 */
export async function requestToken(client: TokenClient): Promise<Token> {
  const { run, provider, sources, cache, steps } = client;
  const findCached: Steps["findCached"] = cache && ((settings) => cache.find(settings));
  try {
    const token = await getToken(run, provider, sources, { ...steps, findCached });
    await cache?.store(token);
    return token;
  } finally {
    cache?.close();
  }
}

/** Reads secrets from files, and warns of those that others may read. */
export function secretReader(host: FlowHost, log: Log): Sources["readSecret"] {
  return async (path, source, multiline) => {
    const { isStdin, readSecretFile } = await import("../settings/secret_file.ts");
    const secret = await readSecretFile(host, path, { source, multiline });
    if (!isStdin(path) && !isCertificateOnly(secret)) {
      for (const warning of await readableWarnings(host, path)) log.warn(warning);
    }
    return secret.reveal();
  };
}
