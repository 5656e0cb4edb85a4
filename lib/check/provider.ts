/** Runs all checks of a provider, in memory. Called by `provider check` and `provider add`. @module */

import { allPass, type CheckResult, runCheck } from "./check_result.ts";
import { checkExample, checkOptions, readExample } from "./command_line.ts";
import {
  checkCommon,
  checkDescriptions,
  checkRequired,
  checkSecrets,
  checkValues,
  checkVariables,
} from "./declarations.ts";
import { checkDiscovery, checkExchange, checkResponse } from "./exchange.ts";
import { checkErrorCode, checkHints, checkRefusals } from "./explanations.ts";
import { checkClaims, checkEndpoint, checkHeaders, checkParameters } from "./provider_functions.ts";
import { methodsOf, secretMethodsOf } from "../contract/credential_settings.ts";
import type { Host } from "../core/host.ts";
import type { Provider } from "../contract/provider.ts";
import { sampleSecretsOf } from "./sample_sources.ts";
import { sampleSettings } from "./samples.ts";
import type { Trial } from "./trial.ts";
import { watchProvider } from "./watch_provider.ts";

/** The results of all checks. */
export interface CheckResults {
  readonly results: readonly CheckResult[];
  /** Whether all checks ran. Those that need a token are skipped after a failure. */
  readonly isComplete: boolean;
}

/** The checks that need samples, in stages: each stage needs the results of the one before. */
const stages: readonly (readonly ((trial: Trial) => Promise<CheckResult | undefined>)[])[] = [
  [checkEndpoint],
  [checkDiscovery, checkParameters, checkHeaders, checkClaims],
  [checkExchange, checkResponse, checkRefusals],
];

/** Runs all checks of a provider. Nothing leaves the machine. */
export async function checkProvider(host: Host, loaded: Provider): Promise<CheckResults> {
  const unwatched = withPublicId(loaded);
  const watched = watchProvider(takingSecret(unwatched), sampleSecretsOf(unwatched));
  const { provider } = watched;
  const example = await readExample(provider);
  const known = example && "settings" in example ? example.settings : {};
  const { samples, gaps } = await sampleSettings(provider, known);
  const results = [
    await checkDescriptions(provider),
    await checkRequired(provider),
    await checkVariables(provider),
    await checkValues(provider),
    await checkCommon(provider),
    await runCheck("samples", "There are sample values to try it with", ({ problems, notes }) => {
      (samples.length === 0 ? problems : notes).push(...gaps);
    }),
    await checkOptions(provider, samples),
    await checkExample(provider, example),
    await checkHints(provider),
    await checkErrorCode(unwatched),
  ].filter((result) => result !== undefined);

  const secrets = await checkSecrets(provider, []);
  const basis = results.filter(({ name }) => name === "common" || name === "samples");
  const tried = allPass([...basis, secrets])
    ? await runStages({ host, provider, samples })
    : { results: [], isComplete: false };
  return {
    results: [
      ...results,
      ...tried.results,
      await checkSecrets(provider, watched.encounters, watched.references),
    ],
    isComplete: tried.isComplete,
  };
}

/** The problems that all checks find. */
export async function findProblems(host: Host, provider: Provider): Promise<string[]> {
  return (await checkProvider(host, provider)).results.flatMap(({ problems }) => problems);
}

/** Makes the client ID public: it is secret only in a document, and here it is set separately. */
function withPublicId(provider: Provider): Provider {
  const { clientId, ...settings } = provider.settings;
  if (!clientId) return provider;
  const { secret: _, ...rest } = clientId;
  return { ...provider, settings: { ...settings, clientId: rest } };
}

/**
 * Adds a method with a secret to a provider that supports only keys, to try it with both. A grant
 * has no other.
 */
function takingSecret(provider: Provider): Provider {
  if (secretMethodsOf(provider).length > 0 || methodsOf(provider).length === 0) return provider;
  if (provider.assertion?.grant) return provider;
  const methods = [...methodsOf(provider), "client_secret_post"] as const;
  return { ...provider, clientAuthentication: methods };
}

async function runStages(trial: Trial): Promise<CheckResults> {
  const results: CheckResult[] = [];
  for (const stage of stages) {
    if (!allPass(results)) return { results, isComplete: false };
    for (const check of stage) results.push(...[await check(trial) ?? []].flat());
  }
  return { results, isComplete: true };
}
