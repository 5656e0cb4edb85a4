/**
 * Assertions from another issuer, which replace a secret (workload identity federation).
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import {
  describeFederatedToken,
  type FederatedToken,
  readFederatedToken,
} from "./federated_token.ts";
import { idTokenSource, requestGithubToken } from "./github_oidc.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Provider, Settings } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { isStdin } from "../settings/secret_file.ts";
import type { Assertion, Maker, RequestContext } from "./request_parts.ts";

/** Shown in place of a token that is requested only when it is sent. */
const notRequested: Assertion = { jwt: new Secret("(an ID token of this job)") };

/** Gets a token from a file or from the CI job, a new one for each attempt. */
export async function federatedAssertions(
  { run: { host, log }, provider, settings: { values, provenance } }: RequestContext,
): Promise<Maker<Assertion>> {
  const toAssertion = (token: FederatedToken): Assertion => {
    log.protect(token.assertion);
    return { jwt: token.assertion, presented: describeFederatedToken(token) };
  };
  const path = values.federatedTokenFile;
  if (path !== undefined) {
    const readToken = () =>
      readFederatedToken(host, path, describeProvenance(provenance.federatedTokenFile));
    // Stdin can be read only once.
    const piped = isStdin(path) ? await readToken() : undefined;
    return async () => toAssertion(piped ?? await readToken());
  }
  const source = idTokenSource(host);
  if (source === undefined) {
    throw new GettokenError("defect", "A token request was built without client credentials");
  }
  const audience = audienceOf(provider, values);
  return async (attempt) =>
    attempt
      ? toAssertion(await requestGithubToken(attempt, { ...source, audience }))
      : notRequested;
}

/** The audience that a token from another issuer must have. */
function audienceOf({ assertion }: Provider, values: Settings): string {
  const fitting = assertion?.federation?.find(({ with: wanted = {} }) =>
    Object.entries(wanted).every(([name, value]) => values[name] === value)
  );
  return fitting?.audience ?? "";
}
