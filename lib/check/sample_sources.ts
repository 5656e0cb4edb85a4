/** The sources of a trial's settings: options, and secrets in an environment of its own. @module */

import { settingsOf, variablesOf } from "../contract/declared_settings.ts";
import { isCredential, methodsOf, secretMethodsOf } from "../contract/credential_settings.ts";
import type { Provider, Setting, SettingFormat, Settings } from "../contract/provider.ts";
import { isJsonObject } from "../core/json.ts";
import { type ResolvedSettings, resolveSettings } from "../settings/resolve.ts";
import type { Sources } from "../settings/sources.ts";

/** Made-up secrets, with characters that every encoding changes, long enough to sign with. */
const sampleSecrets: Readonly<Record<SettingFormat, string>> = {
  text: "no-real-secret ~+/=%&:'!* no-real-secret no-real-secret no-real-secret",
  origin: "https://no-real-secret.example",
  url: "https://no-real-secret.example/",
  guid: "5ec4e75e-c4e7-5ec4-e75e-c4e75ec4e75e",
  scope: "no-real-secret",
  headers: "X-Sample-Key: no-real-secret",
};

/** Resolves the settings of a run with these options. */
export async function resolveSample(
  provider: Provider,
  options: Settings,
): Promise<ResolvedSettings> {
  return await resolveSettings(provider, sampleSources(provider, options));
}

/** The settings to try. The client secret is one of them, and always a secret. */
export function settingsToTry(provider: Provider): Provider["settings"] {
  // A run has one credential, here the secret. A document would contain another, and only what can
  // also be set separately.
  const settings = Object.fromEntries(
    Object.entries(settingsOf(provider)).filter(([name, { members, required, secret }]) =>
      // A key ID is part of a credential, but a module may require it.
      !members && (!isCredential(provider, name) || (required === true && !secret))
    ),
  );
  if (methodsOf(provider).length === 0) return settings;
  const { clientSecret } = settingsOf(provider);
  return { ...settings, clientSecret: { ...clientSecret, secret: true } };
}

/** The client secret to try a provider with. */
export function clientSecretOf(provider: Provider): string {
  return secretFor(settingsToTry(provider).clientSecret ?? {});
}

/** The secrets to try a provider with. */
export function sampleSecretsOf(provider: Provider): string[] {
  return Object.values(secretsOf(provider));
}

/** The secrets, by variable. */
function secretsOf(provider: Provider): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settingsToTry(provider)).flatMap(([name, setting]) =>
      setting.secret ? [[variablesOf(name, setting)[0], secretFor(setting)]] : []
    ),
  );
}

/** A secret that a setting accepts. */
export function secretFor({ values, format = "text" }: Setting): string {
  return values?.[0] ?? sampleSecrets[format];
}

/**
 * These options, and the secrets in an environment that has nothing else.
 *
 * @param privateKey The key to use instead of the client secret. A provider that supports only
 * keys gets an invalid one by default, which is enough until something is signed.
 */
export function sampleSources(
  provider: Provider,
  options: Settings,
  privateKey: string | undefined = needsKey(provider) ? "sample" : undefined,
): Sources {
  const [secretVariable = "", keyVariable = ""] = ["clientSecret", "privateKey"]
    .flatMap((name) => variablesOf(name, {}));
  const instead = { [secretVariable]: undefined, [keyVariable]: privateKey };
  const secrets: Settings = { ...secretsOf(provider), ...(privateKey !== undefined && instead) };
  return {
    options,
    env: (name) => secrets[name],
    files: [],
    readSecret: () => Promise.resolve(sampleDocument(provider)),
    providerNamedBy: { kind: "option", name: provider.name },
  };
}

function needsKey(provider: Provider): boolean {
  return methodsOf(provider).length > 0 && secretMethodsOf(provider).length === 0;
}

/** The objects of a JSON document. */
export interface Branch {
  [name: string]: unknown;
}

/** A JSON document with every setting that the provider reads from one; empty if there are none. */
export function sampleDocument(provider: Provider): string {
  const settings = settingsOf(provider);
  const document: Branch = {};
  for (const { members = {}, kind } of Object.values(settings)) {
    if (kind) document[kind.member] = kind.value;
    for (const [name, path] of Object.entries(members)) {
      const { example, default: fallback, values = [] } = settings[name] ?? {};
      putAt(document, [path].flat(), example ?? fallback ?? values[0] ?? "sample");
    }
  }
  return Object.keys(document).length === 0 ? "" : JSON.stringify(document);
}

/** Puts a value at a path of names. */
export function putAt(
  branch: Branch,
  [name = "", ...rest]: readonly string[],
  value: unknown,
): void {
  const inner = branch[name];
  if (rest.length === 0) branch[name] = value;
  else putAt((branch[name] = isJsonObject(inner) ? inner : {}) as Branch, rest, value);
}
