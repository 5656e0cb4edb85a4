/** Checks complete exchanges in memory: discovery, token request, token response. @module */

import { checkEach, type CheckResult, runCheck } from "./check_result.ts";
import { runTrial, sampleToken, type Trial, type TrialRun, whyNoToken } from "./trial.ts";
import { credentialsFor, methodsOf } from "../contract/credential_settings.ts";
import type { JsonObject } from "../core/json.ts";
import { resolveSample } from "./sample_sources.ts";

/** Checks discovery from an issuer; `undefined` if the provider returns no issuer. */
export async function checkDiscovery(trial: Trial): Promise<CheckResult | undefined> {
  const { provider, samples } = trial;
  let discovers = false;
  const title = "The token endpoint can be discovered from the issuer";
  const result = await checkEach("discovery", title, samples, async (sample, { problems }) => {
    const { values } = await resolveSample(provider, sample.options);
    const endpoint = await provider.endpoint(values);
    if (endpoint.tokenEndpoint !== undefined) return;
    discovers = true;
    if (endpoint.issuer.includes("/.well-known/")) {
      problems.push(`${endpoint.issuer} is the URL of the metadata, not the issuer`);
    }
    for (const metadata of ["openid", "oauth"] as const) {
      const outcome = await runTrial(trial, { sample, reply: sampleToken, metadata });
      problems.push(...[whyNoToken(outcome) ?? []].flat());
    }
  });
  return discovers || result.problems.length > 0 ? result : undefined;
}

/** Requests a token with each client authentication method and each sample. */
export function checkExchange(trial: Trial): Promise<CheckResult> {
  const { provider, samples } = trial;
  // A client certificate is part of the TLS handshake, which an exchange in memory does not have.
  const methods = methodsOf(provider)
    .filter((method) => !credentialsFor(method).includes("clientCert"));
  const cases = samples.flatMap((
    sample,
  ): (Pick<TrialRun, "sample" | "method"> & { what: string })[] =>
    methodsOf(provider).length === 0
      ? [{ what: sample.what, sample }]
      : methods.map((method) => ({ what: `${sample.what}, by ${method}`, sample, method }))
  );
  const title = "A token is returned with each client authentication method";
  return checkEach("exchange", title, cases, async ({ what: _, ...tried }, { problems }) => {
    const { sample } = tried;
    const { values } = await resolveSample(provider, sample.options);
    const reply = { ...sampleToken, expires_in: 3600, scope: values.scope ?? "sample.read" };
    problems.push(...await differences(trial, { ...tried, reply }, reply));
  });
}

/** Checks what the provider declares about token responses. */
export function checkResponse(trial: Trial): Promise<CheckResult> {
  const title = "Lifetime and public members are printed as declared";
  return runCheck("response", title, async ({ problems }) => {
    const { publicMembers = [], defaultLifetime = null } = trial.provider.response ?? {};
    const members = publicMembers.map((name) => [name, `sample of ${name}`]);
    const full = { ...Object.fromEntries(members), ...sampleToken, expires_in: 3600 };
    for (const sample of trial.samples.slice(0, 1)) {
      problems.push(...await differences(trial, { sample, reply: full }, full));
      const expected = { ...sampleToken, expires_in: defaultLifetime };
      problems.push(...await differences(trial, { sample, reply: sampleToken }, expected));
    }
  });
}

/** How the output of a run differs from what is expected. */
async function differences(trial: Trial, run: TrialRun, expected: JsonObject): Promise<string[]> {
  const outcome = await runTrial(trial, run);
  const why = whyNoToken(outcome);
  if (why !== undefined) return [why];
  const printed = outcome.printed.value ?? {};
  return Object.keys(expected)
    .filter((name) => printed[name] !== expected[name])
    .map((name) => `${name} is printed as ${printed[name]} instead of ${expected[name]}`);
}
