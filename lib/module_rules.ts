/**
 * The rules that hold for a module of the user's own and not for a built-in provider: which of its
 * settings are secrets whatever it declares, and what it may not declare at all.
 *
 * @module
 */

import { fileSettingOf, settingsOf } from "./common_settings.ts";
import type { Provider, ProviderCatalog, Setting } from "./provider.ts";
import { takenBy } from "./provider_names.ts";

/** What the variables of secrets end with. */
const endsLikeSecret = /(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIALS?|AUTH)S?$/;

/** Settings that are secrets of gettoken or of a built-in provider, and so of every module. */
export const secretSettings: readonly string[] = [
  ...["clientSecret", "privateKey", "keyPassphrase", "certificate", "clientCert", "clientKey"],
  ...["dpopKey", "serviceAccountKey", "serviceKey", "serviceUserKey"],
];

/** Settings that a request needs in the clear, so no secret document may hold them. */
const neverInDocument = ["scope", "authMethod", "signingAlgorithm", "federatedTokenFile"];

/** What keeps a module from being used, as {@linkcode contractProblems} says it. */
export function moduleProblems(provider: Provider, catalog: ProviderCatalog): string[] {
  const { name, settings } = provider;
  const owner = takenBy(catalog, name);
  return [
    ...(owner ? [`name is taken: ${name} is ${owner}`] : []),
    ...Object.entries(withSecretsMarked(provider).settings).flatMap(([setting, declared]) =>
      [...settingProblems(setting, declared), ...memberProblems(settings[setting] ?? {})]
        .map((problem) => `settings.${setting}.${problem}`)
    ),
  ];
}

function settingProblems(
  name: string,
  { env = [], fileEnv = [], secret, default: fallback }: Setting,
): string[] {
  const isUsable = (variable: string) => /^(?!GETTOKEN_)[A-Z_][A-Z0-9_]*$/.test(variable);
  const isOpen = !secret && fileSettingOf(name) === "federatedTokenFile";
  return [
    ...[...env, ...fileEnv].filter((variable) => !isUsable(variable)).map((variable) =>
      `env: ${variable} is not a name that a module can ask for (capital letters, digits and _, not GETTOKEN_…)`
    ),
    ...(secret
      ? []
      : env.filter((variable) => isUsable(variable) && endsLikeSecret.test(variable)).map((
        variable,
      ) => `env: ${variable} is called like a secret, and this setting is not one`)),
    ...(fileEnv.length > 0 && !secret ? ["fileEnv is only for a setting with secret: true"] : []),
    ...(secret && fallback !== undefined ? ["default: a secret has no default"] : []),
    ...(isOpen ? ["multiline: its file would be that of --federated-token-file"] : []),
  ];
}

function memberProblems({ members = {} }: Setting): string[] {
  return Object.keys(members).filter((name) => neverInDocument.includes(name))
    .map((name) => `members.${name} cannot come from a secret document`);
}

/**
 * The provider of a module with `secret` on every setting that is one: by its name, or because a
 * secret document may hold its value.
 */
export function withSecretsMarked(provider: Provider): Provider {
  const inDocuments = Object.values(provider.settings)
    .flatMap(({ members = {} }) => Object.keys(members));
  const marked = Object.keys(settingsOf(provider))
    .filter((name) =>
      inDocuments.includes(name) ||
      (secretSettings.includes(name) && Object.hasOwn(provider.settings, name))
    )
    .map((name): [string, Setting] => [name, { ...provider.settings[name], secret: true }]);
  return { ...provider, settings: { ...provider.settings, ...Object.fromEntries(marked) } };
}
