/**
 * The settings of a provider, including those that every provider has, and their options and variables.
 *
 * @module
 */

import { credentialSettings, dpopSettings, methodsOf } from "./credential_settings.ts";
import type { Provider, Setting } from "./provider.ts";
import { words } from "../core/text.ts";

/** Declared settings, in display order. */
export type Declared = readonly (readonly [name: string, setting: Setting])[];

/** Settings of the connection. Providers do not get their values. */
export const networkSettings: Readonly<Record<string, Setting>> = {
  caFile: { description: "Also trust the CA certificates in this PEM file" },
};

const settingsByProvider = new WeakMap<Provider, Readonly<Record<string, Setting>>>();

/** All settings of a provider in the order of the help: its own, then those that all have. */
export function settingsOf(provider: Provider): Readonly<Record<string, Setting>> {
  const settings = settingsByProvider.get(provider) ?? declaredSettings(provider);
  settingsByProvider.set(provider, settings);
  return settings;
}

function declaredSettings(provider: Provider): Readonly<Record<string, Setting>> {
  const methods = methodsOf(provider);
  // A provider that sends ID and secret in its own way declares those that it has.
  const isOwn = methods.length === 0;
  const has = (name: string) => !isOwn || Object.hasOwn(provider.settings, name);
  const common: Record<string, Setting> = {
    ...(has("clientId") &&
      { clientId: { description: "Client ID (application ID)", required: true } }),
    ...(isOwn && has("clientSecret") &&
      { clientSecret: { description: "Client secret", secret: true, required: true } }),
    ...credentialSettings(provider),
    ...dpopSettings(provider),
    scope: { description: "Scope; several separated by spaces", list: " ", format: "scope" },
  };
  if (methods.length > 1) {
    common.authMethod = { description: "Client authentication method", values: methods };
  }
  const own = Object.keys(provider.settings).filter((name) => !Object.hasOwn(common, name));
  return Object.fromEntries(
    [...own, ...Object.keys(common)]
      .map((name) => [name, { ...common[name], ...provider.settings[name] }]),
  );
}

/** The settings that can replace a setting: its `unless`. */
export function alternativesTo({ required }: Setting): readonly string[] {
  return typeof required === "object" ? [required.unless].flat() : [];
}

/** Whether a run needs a setting. `given` contains the settings that have a value. */
export function isRequired(setting: Setting, given: { has(name: string): boolean }): boolean {
  return Boolean(setting.required) && !alternativesTo(setting).some((name) => given.has(name));
}

/** The names of the JSON document settings that can contain a setting. */
export function documentsWith(name: string, settings: Declared): string[] {
  return settings.flatMap(([document, { members = {} }]) =>
    Object.hasOwn(members, name) ? [document] : []
  );
}

/** Whether a value can be read from a file. */
export function mayBeInFile({ secret, multiline }: Setting): boolean {
  return secret === true || multiline === true;
}

/** The setting that names a file with the value of a secret one: `clientSecretFile`. */
export function fileSettingOf(secret: string): string {
  return `${secret}File`;
}

/** `clientId` as an option: `--client-id`. */
export function optionOf(setting: string): string {
  return "--" + words(setting, "-");
}

/** The variables of a setting: `GETTOKEN_…`, which has precedence, then the vendor's. */
export type Variables = [own: string, ...vendor: string[]];

/** The variable that messages and generated files use: the vendor's if there is one. */
export function shownVariable([own, vendor]: Variables): string {
  return vendor ?? own;
}

/** The variables that name a file with the value. */
export function fileVariablesOf(name: string, { fileEnv = [] }: Setting): Variables {
  return variablesOf(fileSettingOf(name), { env: fileEnv });
}

/** The variables that set a value. */
export function variablesOf(name: string, setting: Setting): Variables {
  return [`GETTOKEN_${words(name, "_").toUpperCase()}`, ...setting.env ?? []];
}
