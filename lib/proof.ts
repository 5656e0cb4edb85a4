/**
 * What proves who the client is: its secret, a JWT that it signs, or a certificate.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import type { Attempt, Run } from "./http.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Provider, Settings } from "./provider.ts";
import { Secret } from "./secret.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import type { Proof } from "./token_request.ts";

/** Makes the proof for a try of a request; without one, as it would be made. */
export type ProofMaker = (attempt?: Attempt) => Promise<Proof>;

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
    const { assertionMaker } = await import("./assertion_maker.ts");
    return await assertionMaker(run, provider, settings, endpoint, privateKey);
  }
  if (clientCert) return await certificatePresenter(run, provider, settings);
  if (clientSecret) return () => Promise.resolve({ secret: clientSecret });
  return await tokenFetcher(run, provider, settings);
}

/** Lets every request from now on show the certificate, so that nothing else need prove anything. */
async function certificatePresenter(
  { host, log }: Run,
  provider: Provider,
  settings: ResolvedSettings,
): Promise<ProofMaker> {
  const { readClientIdentity } = await import("./mutual_tls.ts");
  const { tls, presented, warnings } = await readClientIdentity(provider, settings, host.now());
  for (const warning of warnings) log.warn(warning);
  for (const line of presented) log.step(line);
  log.protect(new Secret(tls.key));
  host.present(tls);
  return () => Promise.resolve({ secret: new Secret(""), presented });
}

/** Fetches a token of another issuer: from a file, or from the job that this runs in. */
async function tokenFetcher(
  { host, log }: Run,
  provider: Provider,
  { values, origins }: ResolvedSettings,
): Promise<ProofMaker> {
  const { describeFederatedToken, readFederatedToken } = await import("./federated_token.ts");
  const { idTokenSource, requestGithubToken } = await import("./github_actions.ts");
  const { isStdin } = await import("./secret_file.ts");
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
