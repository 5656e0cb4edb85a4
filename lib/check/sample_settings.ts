/**
 * Settings to try a provider with: what a run needs, and everything.
 *
 * @module
 */

import { attempt, told } from "./check.ts";
import { optionOf, settingsOf, variablesOf } from "../contract/declared_settings.ts";
import { isCredential, secretMethodsOf } from "../contract/credential_settings.ts";
import type { Provider, Settings } from "../contract/provider.ts";
import { companionsIn, type DeclaredSettings, waysToGive } from "./required_settings.ts";
import { sampleDocument } from "./sample_document.ts";
import { sampleOf, secretFor } from "./sample_values.ts";
import type { Sources } from "../settings/sources.ts";
import { type ResolvedSettings, resolveSettings } from "../settings/resolve.ts";

/** Settings for one run. */
export interface Sample {
  /** Which they are, for messages: `with all settings`. */
  readonly what: string;
  /** The values of options, by setting name. Secrets are given otherwise. */
  readonly options: Settings;
}

/** The settings to try a provider with. */
export interface Samples {
  /** For each way to give what is required: that alone, then with all that goes with it. */
  readonly samples: readonly Sample[];
  /** What is in none of them, and why. */
  readonly gaps: readonly string[];
}

/**
 * Finds settings to try a provider with.
 *
 * @param known Values that are known to be right, such as those of the provider's example.
 */
export async function sampleSettings(provider: Provider, known: Settings = {}): Promise<Samples> {
  const settings = declaredBy(provider);
  const { values, gaps } = await sampleValues(settings, known);
  const ways = waysToGive(settings);
  const samples: Sample[] = [];
  for (const way of ways) {
    if (way.some((name) => values[name] === undefined)) continue;
    const which = ways.length > 1 ? ` (${way.map(optionOf).join(" ")})` : "";
    const options = pick(values, way);
    const refusal = await refusalOf(provider, options);
    if (refusal !== undefined) {
      gaps.add(`${refusal}. Give these settings examples that go together${which}`);
      continue;
    }
    samples.push({ what: `with what a run needs${which}`, options });
    const others = companionsIn(settings).filter((name) => values[name] && !way.includes(name));
    const { fuller, left } = await fill(provider, options, pick(values, others));
    samples.push(...fuller.map((full) => ({ what: `with all settings${which}`, options: full })));
    for (const name of left) gaps.add(`settings.${name} goes with no other example: not tried`);
  }
  return { samples, gaps: [...gaps] };
}

/** A value for each setting that accepts one, and what to say about the others. */
async function sampleValues(
  settings: DeclaredSettings,
  known: Settings,
): Promise<{ readonly values: Settings; readonly gaps: Set<string> }> {
  const values: Record<string, string> = {};
  const gaps = new Set<string>();
  for (const [name, setting] of Object.entries(settings)) {
    // How the client authenticates is tried in another place, each way of it.
    if (setting.secret || name === "authMethod") continue;
    const sampled = await sampleOf(name, setting, known[name]);
    if ("value" in sampled) values[name] = sampled.value;
    else gaps.add(`settings.${name} needs an example that it accepts: ${sampled.problem}`);
  }
  return { values, gaps };
}

function pick(values: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** The options with as many others as go together, in several sets if not all do. */
async function fill(
  provider: Provider,
  options: Settings,
  others: Settings,
): Promise<{ readonly fuller: readonly Settings[]; readonly left: readonly string[] }> {
  const fuller: Settings[] = [];
  let left = Object.entries(others);
  while (left.length > 0) {
    let full = options;
    for (const [name, value] of left) {
      const more = { ...full, [name]: value };
      if (await refusalOf(provider, more) === undefined) full = more;
    }
    if (full === options) break;
    fuller.push(full);
    left = left.filter(([name]) => !Object.hasOwn(full, name));
  }
  return { fuller, left: left.map(([name]) => name) };
}

async function refusalOf(provider: Provider, options: Settings): Promise<string | undefined> {
  const outcome = await attempt(() => resolveSample(provider, options));
  return "failure" in outcome ? told(outcome.failure) : undefined;
}

/** The settings of a run with these options. */
export async function resolveSample(
  provider: Provider,
  options: Settings,
): Promise<ResolvedSettings> {
  return await resolveSettings(provider, sampleSources(provider, options));
}

/** The settings of a provider. The client's secret is one, even if it does not take it for one. */
function declaredBy(provider: Provider): DeclaredSettings {
  // A run has one credential; the secret is the one to try a provider with. A document would hold
  // another, and nothing that cannot be given by itself.
  const settings = Object.fromEntries(
    Object.entries(settingsOf(provider)).filter(([name, { members }]) =>
      !isCredential(provider, name) && !members
    ),
  );
  const { clientSecret } = settingsOf(provider);
  return { ...settings, clientSecret: { ...clientSecret, secret: true } };
}

/** The client secret to try a provider with. */
export function clientSecretOf(provider: Provider): string {
  return secretFor(declaredBy(provider).clientSecret ?? {});
}

/** The secrets to try a provider with. */
export function sampleSecretsOf(provider: Provider): string[] {
  return Object.values(secretsOf(provider));
}

/** The secrets, by the variables that set them. */
function secretsOf(provider: Provider): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(declaredBy(provider)).flatMap(([name, setting]) =>
      setting.secret ? [[variablesOf(name, setting)[0], secretFor(setting)]] : []
    ),
  );
}

/**
 * These options, and the secrets in an environment that has nothing else.
 *
 * @param privateKey The key to take in the place of the client's secret. A provider that takes
 * nothing but keys gets a text that is none, which serves until something is signed.
 */
export function sampleSources(
  provider: Provider,
  options: Settings,
  privateKey: string | undefined = secretMethodsOf(provider).length === 0 ? "sample" : undefined,
): Sources {
  const [secretVariable = "", keyVariable = ""] = ["clientSecret", "privateKey"]
    .flatMap((name) => variablesOf(name, {}));
  const instead = { [secretVariable]: undefined, [keyVariable]: privateKey };
  const secrets: Settings = {
    ...secretsOf(provider),
    ...(privateKey === undefined ? {} : instead),
  };
  return {
    options,
    env: (name) => secrets[name],
    files: [],
    readSecret: () => Promise.resolve(sampleDocument(provider)),
    providerOrigin: { kind: "option", name: provider.name },
  };
}
