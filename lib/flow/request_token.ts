/**
 * One token for one client: from the cache, or requested and cached. The program calls it once per run,
 * the library for each token that it does not have in memory.
 *
 * @module
 */

import type { TokenCache } from "../cache/token_cache.ts";
import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import type { FlowHost } from "../core/flow_host.ts";
import type { Log } from "../core/log.ts";
import type { Run } from "../net/http.ts";
import { getToken, type Steps } from "../oauth/get_token.ts";
import type { Token } from "../oauth/token_response.ts";
import { knownVariables, unknownVariables } from "../settings/known_variables.ts";
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

/** Logs which variables are not used: unknown ones as warnings. */
export async function noteVariables(
  { log, provider, catalog }: {
    readonly log: Log;
    readonly provider: Provider;
    readonly catalog: ProviderCatalog;
  },
  sources: Sources,
): Promise<void> {
  if (log.verbosity === "verbose") {
    const { variableNotes } = await import("../settings/variable_notes.ts");
    for (const note of variableNotes(knownVariables(provider), sources)) log.step(note);
  }
  const unknown = unknownVariables(provider, sources);
  if (unknown.length === 0) return;
  const { unknownVariableWarnings } = await import("../settings/did_you_mean.ts");
  const warnings = await unknownVariableWarnings(provider, unknown, catalog);
  for (const warning of warnings) log.warn(warning);
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
