/**
 * Checks where a provider sends the secret.
 *
 * @module
 */

import { attempt, type Check, checking, firstOccurrences, type Occurrence, told } from "./check.ts";
import { addressOf, isMadeOfNothing, runTrial, sampleToken, type Trial, whyNone } from "./run.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { mayBeContacted } from "../contract/formats.ts";
import type { Endpoint, Provider, Settings } from "../contract/provider.ts";
import { resolveSample, type Sample } from "./sample_settings.ts";

/** Checks that a secret may be sent to every endpoint that the provider gives. */
export function checkEndpoint(trial: Trial): Promise<Check> {
  const goal = "endpoint() gives an address that a secret may be sent to";
  return checking("endpoint", goal, async ({ problems, notes }) => {
    const found: Occurrence[] = [];
    const unusual: Occurrence[] = [];
    for (const { what, options } of await withEachValue(trial)) {
      const outcome = await attempt(() => endpointTwice(trial.provider, options));
      if ("failure" in outcome) {
        found.push([what, told(outcome.failure)]);
        continue;
      }
      const [endpoint, again] = outcome.value;
      const address = addressOf(endpoint);
      for (const problem of addressProblems(endpoint)) found.push([what, problem]);
      if (address !== addressOf(again)) {
        found.push([what, `it gives ${address}, and ${addressOf(again)} when asked again`]);
      }
      if (address.includes("?")) unusual.push([what, `${address} has a query, which is unusual`]);
    }
    problems.push(...firstOccurrences(found));
    notes.push(...firstOccurrences(unusual));
  });
}

/** The samples, and each again with every other value of a setting that has a list of them. */
async function withEachValue({ provider, samples }: Trial): Promise<Sample[]> {
  const all = [...samples];
  for (const [name, { values = [] }] of Object.entries(settingsOf(provider))) {
    for (const { what, options } of samples) {
      if (options[name] === undefined) continue;
      for (const value of values) {
        const changed = { ...options, [name]: value };
        // Not every value goes with all the rest.
        const resolved = await attempt(() => resolveSample(provider, changed));
        if ("value" in resolved) {
          all.push({ what: `${what}, ${name} = ${value}`, options: changed });
        }
      }
    }
  }
  return all;
}

async function endpointTwice(
  provider: Provider,
  options: Settings,
): Promise<[Endpoint, Endpoint]> {
  const { values } = await resolveSample(provider, options);
  return [await provider.endpoint(values), await provider.endpoint(values)];
}

function addressProblems(endpoint: Endpoint): string[] {
  const { mtlsTokenEndpoint, mtlsIssuer } = endpoint;
  const issuers = ["issuer" in endpoint ? endpoint.issuer : [], mtlsIssuer ?? []].flat();
  return [addressOf(endpoint), mtlsTokenEndpoint ?? mtlsIssuer ?? []].flat().flatMap((address) =>
    problemsOf(address, issuers.includes(address)).map((problem) => `${address} ${problem}`)
  );
}

function problemsOf(address: string, isIssuer: boolean): string[] {
  const url = URL.parse(address);
  if (url === null) return ["is no address"];
  const problems: readonly (readonly [isThere: boolean, problem: string])[] = [
    [!mayBeContacted(url), "must begin with https://, or with http:// on this machine itself"],
    [url.username + url.password !== "", "must not have a user part (the text before @)"],
    [address.includes("#"), "must not have a fragment (the text after #)"],
    [isIssuer && address.includes("?"), "must not have a query: it is an issuer"],
    [
      isMadeOfNothing(address),
      "is made of a setting without a value: require it, give it a default, or do without",
    ],
  ];
  return problems.flatMap(([isThere, problem]) => isThere ? [problem] : []);
}

/** Checks that an issuer's metadata is found; `undefined` if the provider gives no issuer. */
export async function checkDiscovery(trial: Trial): Promise<Check | undefined> {
  let discovers = false;
  const goal = "The issuer's metadata leads to the token endpoint";
  const check = await checking("discovery", goal, async ({ problems }) => {
    const found: Occurrence[] = [];
    for (const sample of trial.samples) {
      const { values } = await resolveSample(trial.provider, sample.options);
      const endpoint = await trial.provider.endpoint(values);
      if (!("issuer" in endpoint)) continue;
      discovers = true;
      if (endpoint.issuer.includes("/.well-known/")) {
        found.push([sample.what, `${endpoint.issuer} is its metadata, not the issuer`]);
      }
      for (const metadata of ["openid", "oauth"] as const) {
        const why = whyNone(await runTrial(trial, { sample, reply: sampleToken, metadata }));
        if (why !== undefined) found.push([sample.what, why]);
      }
    }
    problems.push(...firstOccurrences(found));
  });
  return discovers || check.problems.length > 0 ? check : undefined;
}
