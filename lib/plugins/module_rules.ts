/**
 * The rules that hold for a module of the user's own and not for a built-in provider: which of its
 * settings are secrets whatever it declares, and what it may not declare at all.
 *
 * @module
 */

import { fileSettingOf, settingsOf } from "../contract/declared_settings.ts";
import type { Provider, ProviderCatalog, Setting } from "../contract/provider.ts";
import { takenBy } from "../contract/names.ts";
import { words } from "../core/text.ts";

/** What the variables of secrets end with. */
const endsLikeSecret = /(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIALS?|AUTH)S?$/;

/** What the names of secrets end with, as variables. */
const namedLikeSecret =
  /(^|_)(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PHRASE|PASS|CREDENTIALS?)S?\d*$/;

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
    ...(fileSettingOf(name) === "federatedTokenFile"
      ? ["multiline: its file would be that of --federated-token-file"]
      : []),
  ];
}

function memberProblems({ members = {} }: Setting): string[] {
  return Object.keys(members).filter((name) => neverInDocument.includes(name))
    .map((name) => `members.${name} cannot come from a secret document`);
}

/**
 * The provider of a module with `secret` on every setting that is one: by its name, or because a
 * secret document may hold its value. Secrets have no warnings: from how long a pattern takes, a
 * module could learn what a secret looks like.
 */
export function withSecretsMarked(provider: Provider): Provider {
  const { settings } = provider;
  const inDocuments = Object.values(settings).flatMap(({ members = {} }) => Object.keys(members));
  const isSecret = (name: string) =>
    inDocuments.includes(name) || settings[name]?.secret === true ||
    (Object.hasOwn(settings, name) && isNamedLikeSecret(name));
  const marked = Object.keys(settingsOf(provider)).filter(isSecret)
    .map((name): [string, Setting] => {
      const { warn: _, ...setting } = settings[name] ?? {};
      return [name, { ...setting, secret: true }];
    });
  return { ...provider, settings: { ...settings, ...Object.fromEntries(marked) } };
}

function isNamedLikeSecret(name: string): boolean {
  return secretSettings.includes(name) || namedLikeSecret.test(words(name, "_").toUpperCase());
}
