/**
 * Goes through the whole contract with a provider, and gets tokens with it, all in memory.
 *
 * @module
 */

import { allHold, type Check, checking } from "./check.ts";
import { checkClaims } from "./claims.ts";
import { checkExample, checkOptions, readExample } from "./command_line.ts";
import { checkDiscovery, checkEndpoint } from "./endpoint.ts";
import { checkExchange, checkParameters, checkResponse } from "./exchange.ts";
import { checkErrorCode, checkHints } from "./explanations.ts";
import { checkRefusals } from "./refusals.ts";
import type { Trial } from "./run.ts";
import { checkSecrets } from "./secrets.ts";
import {
  checkCommon,
  checkDescriptions,
  checkRequired,
  checkValues,
  checkVariables,
} from "./settings.ts";
import { methodsOf, secretMethodsOf } from "../contract/credential_settings.ts";
import type { Host } from "../core/host.ts";
import type { Provider } from "../contract/provider.ts";
import { type Samples, sampleSecretsOf, sampleSettings } from "./sample_settings.ts";
import { watchProvider } from "./watch_provider.ts";

/** What came of checking a provider. */
export interface Checked {
  readonly checks: readonly Check[];
  /** Whether all was tried. Without settings, an endpoint and form fields there can be no token. */
  readonly isComplete: boolean;
}

/** What is tried with a provider, in stages: each makes sense only if the one before holds. */
const stages: readonly (readonly ((trial: Trial) => Promise<Check | undefined>)[])[] = [
  [checkEndpoint],
  [checkDiscovery, checkParameters, checkClaims],
  [checkExchange, checkResponse, checkRefusals],
];

/** Checks a provider that has loaded. Nothing leaves the machine. */
export async function checkProvider(host: Host, loaded: Provider): Promise<Checked> {
  const unwatched = withPublicId(loaded);
  const { provider, encounters } = watchProvider(
    takingSecret(unwatched),
    sampleSecretsOf(unwatched),
  );
  const example = await readExample(provider);
  const known = example && "settings" in example ? example.settings : {};
  const samples = await sampleSettings(provider, known);
  const checks = [
    await checkDescriptions(provider),
    await checkRequired(provider),
    await checkVariables(provider),
    await checkValues(provider),
    await checkCommon(provider),
    await checkSamples(samples),
    await checkOptions(provider, samples.samples),
    await checkExample(provider, example),
    await checkHints(provider),
    await checkErrorCode(unwatched),
  ].filter((check) => check !== undefined);

  const secrets = await checkSecrets(provider, []);
  const basis = checks.filter(({ check }) => check === "common" || check === "samples");
  const tried = allHold([...basis, secrets])
    ? await tryOut({ host, provider, samples: samples.samples })
    : { checks: [], isComplete: false };
  return {
    checks: [...checks, ...tried.checks, await checkSecrets(provider, encounters)],
    isComplete: tried.isComplete,
  };
}

/** All that keeps a provider from passing. */
export async function findProblems(host: Host, provider: Provider): Promise<string[]> {
  return (await checkProvider(host, provider)).checks.flatMap(({ problems }) => problems);
}

/** A client ID is a secret only if it comes from a document, and here it is given separately. */
function withPublicId(provider: Provider): Provider {
  const { clientId, ...settings } = provider.settings;
  if (!clientId) return provider;
  const { secret: _, ...rest } = clientId;
  return { ...provider, settings: { ...settings, clientId: rest } };
}

/**
 * A provider that takes a secret: without a key at hand, one that takes keys alone is tried as if it
 * took one.
 */
function takingSecret(provider: Provider): Provider {
  if (secretMethodsOf(provider).length > 0) return provider;
  const methods = [...methodsOf(provider), "client_secret_post"] as const;
  return { ...provider, clientAuthentication: methods };
}

async function tryOut(trial: Trial): Promise<Checked> {
  const checks: Check[] = [];
  for (const stage of stages) {
    if (!allHold(checks)) return { checks, isComplete: false };
    for (const look of stage) checks.push(...[await look(trial) ?? []].flat());
  }
  return { checks, isComplete: true };
}

/** Checks that there are settings to try a provider with. */
function checkSamples({ samples, gaps }: Samples): Promise<Check> {
  const goal = "There are settings to try it with";
  return checking("samples", goal, ({ problems, notes }) => {
    if (samples.length === 0) problems.push(...gaps);
    else notes.push(...gaps);
  });
}
