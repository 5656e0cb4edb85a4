/**
 * Checks that a token comes out, by complete exchanges in memory.
 *
 * @module
 */

import { attempt, type Check, checking, firstOccurrences, type Occurrence, told } from "./check.ts";
import {
  isMadeOfNothing,
  runTrial,
  sampleToken,
  type Trial,
  type TrialRun,
  whyNone,
} from "./run.ts";
import { credentialsFor, methodsOf } from "../contract/credential_settings.ts";
import type { JsonObject } from "../core/json.ts";
import type {
  ClientAuthenticationMethod,
  Parameters,
  Provider,
  Settings,
} from "../contract/provider.ts";
import { resolveSample } from "./sample_settings.ts";
import { parameterFields } from "../oauth/token_request.ts";

/** Parameters that may be repeated, by RFC 8707 and RFC 8693. */
const repeatable = ["resource", "audience"];

/** Checks the form fields that the provider adds. */
export function checkParameters(trial: Trial): Promise<Check> {
  const goal = "parameters() adds only what is the provider's to add";
  return checking("parameters", goal, async ({ problems, notes }) => {
    const found: Occurrence[] = [];
    const unusual: Occurrence[] = [];
    for (const { what, options } of trial.samples) {
      const outcome = await attempt(() => parametersTwice(trial.provider, options));
      if ("failure" in outcome) {
        found.push([what, told(outcome.failure)]);
        continue;
      }
      const [parameters, again] = outcome.value;
      if (JSON.stringify(parameters) !== JSON.stringify(again)) {
        found.push([what, "it gives something else when asked again"]);
      }
      for (const problem of unsetIn(parameters)) found.push([what, problem]);
      for (const note of repeatedIn(parameters)) unusual.push([what, note]);
    }
    problems.push(...firstOccurrences(found));
    notes.push(...firstOccurrences(unusual));
  });
}

function unsetIn(parameters: Parameters): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    [value ?? []].flat().some(isMadeOfNothing)
      ? [`${name} is made of a setting without a value: leave it out then`]
      : []
  );
}

function repeatedIn(parameters: Parameters): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const times = [value ?? []].flat().length;
    return times > 1 && !repeatable.includes(name)
      ? [`${name} is sent ${times} times, which is unusual`]
      : [];
  });
}

/** The form fields, asked for twice, and a third time to compare them with gettoken's own. */
async function parametersTwice(
  provider: Provider,
  options: Settings,
): Promise<[Parameters, Parameters]> {
  const settings = await resolveSample(provider, options);
  const parameters = await provider.parameters?.(settings.values) ?? {};
  const again = await provider.parameters?.(settings.values) ?? {};
  await parameterFields(provider, settings.values);
  return [parameters, again];
}

/** Checks that a token comes with every way to authenticate, and with all sets of settings. */
export function checkExchange(trial: Trial): Promise<Check> {
  const goal = "A token comes out, whichever way the client authenticates";
  return checking("exchange", goal, async ({ problems }) => {
    const found: Occurrence[] = [];
    for (const sample of trial.samples) {
      const { values } = await resolveSample(trial.provider, sample.options);
      const reply = { ...sampleToken, expires_in: 3600, scope: values.scope ?? "sample.read" };
      for (const method of methodsOf(trial.provider).filter(isTried)) {
        for (const problem of await differences(trial, { sample, method, reply }, reply)) {
          found.push([`${sample.what}, by ${method}`, problem]);
        }
      }
    }
    problems.push(...firstOccurrences(found));
  });
}

/** A certificate is shown while the connection is made, and in memory there is none. */
function isTried(method: ClientAuthenticationMethod): boolean {
  return !credentialsFor(method).includes("clientCert");
}

/** Checks what the provider says of token responses. */
export function checkResponse(trial: Trial): Promise<Check> {
  const goal = "Lifetime and public members come out as declared";
  return checking("response", goal, async ({ problems }) => {
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

/** How the output of a run is not as expected. */
async function differences(trial: Trial, run: TrialRun, expected: JsonObject): Promise<string[]> {
  const outcome = await runTrial(trial, run);
  const why = whyNone(outcome);
  if (why !== undefined) return [why];
  const printed = "value" in outcome.printed ? outcome.printed.value : {};
  return Object.keys(expected)
    .filter((name) => printed[name] !== expected[name])
    .map((name) => `${name} comes out as ${printed[name]} instead of ${expected[name]}`);
}
