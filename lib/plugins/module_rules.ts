/**
 * The rules for modules that built-in providers need not keep: which settings are secrets whatever
 * the module declares, and what it must not declare. @module
 */

import { fileSettingOf, settingsOf } from "../contract/declared_settings.ts";
import type { Provider, ProviderCatalog, Setting } from "../contract/provider.ts";
import { takenBy } from "../contract/names.ts";
import { words } from "../core/text.ts";

/** How the variables of secrets end. */
const endsLikeSecret = /(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIALS?|AUTH)S?$/;

/** How the names of secrets end, written as variables. */
const namedLikeSecret =
  /(^|_)(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PHRASE|PASS|CREDENTIALS?)S?\d*$/;

/** The secrets that a provider may have without declaring them. */
export const commonSecrets: readonly string[] = [
  ...["clientSecret", "privateKey", "keyPassphrase", "certificate", "clientCert", "clientKey"],
  "dpopKey",
];

/** The secrets of gettoken or of a built-in provider, which are secrets of every module. */
export const secretSettings: readonly string[] = [
  ...[...commonSecrets, "serviceAccountKey", "serviceKey", "serviceUserKey"],
];

/** Settings that are sent or shown in the clear, so no secret document may contain them. */
const neverInDocument = ["scope", "authMethod", "signingAlgorithm", "federatedTokenFile"];

/** Why a valid provider must not come from a module. */
export function moduleProblems(provider: Provider, catalog: ProviderCatalog): string[] {
  const { name, settings } = provider;
  const owner = takenBy(catalog, name);
  return [
    ...(owner ? [`name is taken: ${name} is ${owner}`] : []),
    ...Object.entries(withSecretsMarked(provider).settings).flatMap(([setting, declared]) =>
      settingProblems(setting, { ...declared, members: settings[setting]?.members ?? {} })
        .map((problem) => `settings.${setting}.${problem}`)
    ),
  ];
}

function settingProblems(
  setting: string,
  { env = [], fileEnv = [], secret, default: fallback, members = {} }: Setting,
): string[] {
  const isUsable = (variable: string) => /^(?!GETTOKEN_)[A-Z_][A-Z0-9_]*$/.test(variable);
  return [
    ...[...env, ...fileEnv].filter((name) => !isUsable(name)).map((name) =>
      `env: ${name} is not a name that a module can ask for (capital letters, digits and _, not GETTOKEN_…)`
    ),
    ...env.filter((name) => !secret && isUsable(name) && endsLikeSecret.test(name))
      .map((name) => `env: ${name} is called like a secret, and this setting is not one`),
    ...(fileEnv.length > 0 && !secret ? ["fileEnv is only for a setting with secret: true"] : []),
    ...(secret && fallback !== undefined ? ["default: a secret has no default"] : []),
    ...(fileSettingOf(setting) === "federatedTokenFile"
      ? ["multiline: its file would be that of --federated-token-file"]
      : []),
    ...Object.keys(members).filter((name) => neverInDocument.includes(name))
      .map((name) => `members.${name} cannot come from a secret document`),
  ];
}

/**
 * Marks every setting of a module that is a secret: by its name, or because a secret document may
 * contain it. Secrets lose their warnings: the time that a pattern takes could reveal a secret.
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
