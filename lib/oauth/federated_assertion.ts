/**
 * Proves who the client is by a token of another issuer, which takes the place of a secret.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { describeFederatedToken, readFederatedToken } from "./federated_token.ts";
import { idTokenSource, requestGithubToken } from "./github_oidc.ts";
import type { Run } from "../net/http.ts";
import { describeOrigin, type Origin } from "../settings/origin.ts";
import type { Provider, Settings } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { isStdin } from "../settings/secret_file.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { ProofMaker } from "./token_request.ts";

/** Fetches a token of another issuer: from a file, or from the job that this runs in. */
export async function tokenFetcher(
  { host, log }: Run,
  provider: Provider,
  { values, origins }: ResolvedSettings,
): Promise<ProofMaker> {
  const path = values.federatedTokenFile;
  const source = path === undefined ? idTokenSource(host) : undefined;
  if (path === undefined && source === undefined) {
    throw new GettokenError("defect", "A token request was built without client credentials");
  }
  const readToken = () =>
    readFederatedToken(host, path ?? "", sourceOf(origins.federatedTokenFile));
  // What came in at stdin comes once.
  const piped = path !== undefined && isStdin(path) ? await readToken() : undefined;
  return async (attempt) => {
    if (source && attempt === undefined) return { secret: new Secret("") };
    const token = source && attempt
      ? await requestGithubToken(attempt, { ...source, audience: audienceOf(provider, values) })
      : piped ?? await readToken();
    log.protect(token.assertion);
    return { secret: token.assertion, presented: describeFederatedToken(token) };
  };
}

/** For whom a token of another issuer has to be. */
function audienceOf({ assertion }: Provider, values: Settings): string {
  const fitting = assertion?.federation?.find(({ with: wanted = {} }) =>
    Object.entries(wanted).every(([name, value]) => values[name] === value)
  );
  return fitting?.audience ?? "";
}

function sourceOf(origin: Origin = { kind: "default" }): string {
  return describeOrigin(origin);
}
