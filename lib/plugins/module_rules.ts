/**
 * The rules that apply to modules and not to built-in providers: which settings are always secrets,
 * and what a module must not declare. @module
 */

import { fileSettingOf, settingsOf } from "../contract/declared_settings.ts";
import type { Provider, ProviderCatalog, Setting } from "../contract/provider.ts";
import { takenBy } from "../contract/names.ts";
import { words } from "../core/text.ts";

/** The ends of variables that contain secrets. */
const endsLikeSecret = /(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIALS?|AUTH)S?$/;

/** The ends of settings that are secrets, written as variables. */
const namedLikeSecret =
  /(^|_)(SECRET|TOKEN|KEY|PASSWORD|PASSWD|PASSPHRASE|PHRASE|PASS|CREDENTIALS?)S?\d*$/;

/** The secrets that a provider may have without declaring them. */
export const commonSecrets: readonly string[] = [
  ...["clientSecret", "privateKey", "keyPassphrase", "certificate", "clientCert", "clientKey"],
  "dpopKey",
];

/** The settings that are secrets in every module, whatever it declares. */
export const secretSettings: readonly string[] = [
  ...[...commonSecrets, "serviceAccountKey", "serviceKey", "serviceUserKey", "header"],
];

/** Settings that are sent or shown in the clear, so no secret document may contain them. */
const neverInDocument = [
  ...["scope", "authMethod", "signingAlgorithm", "assertionAudience", "sendCertificateChain"],
  "federatedTokenFile",
];

/** The rules for modules that a valid provider breaks. */
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
  { env = [], fileEnv = [], otherEnv, secret, default: fallback, members = {} }: Setting,
): string[] {
  const isUsable = (variable: string) => /^(?!GETTOKEN_)[A-Z_][A-Z0-9_]*$/.test(variable);
  return [
    ...[...env, ...fileEnv].filter((name) => !isUsable(name)).map((name) =>
      `env: ${name} is not a name that a module may use (upper-case letters, digits and _, not GETTOKEN_…)`
    ),
    ...env.filter((name) => !secret && isUsable(name) && endsLikeSecret.test(name))
      .map((name) => `env: ${name} is a name for a secret, but the setting is not marked as one`),
    // It could talk the user into passing the secret of another program.
    ...(otherEnv ? ["otherEnv is for built-in providers only"] : []),
    ...(fileEnv.length > 0 && !secret ? ["fileEnv requires secret: true"] : []),
    ...(secret && fallback !== undefined ? ["default: a secret must not have a default"] : []),
    ...(fileSettingOf(setting) === "federatedTokenFile"
      ? ["multiline: the option for its file would be --federated-token-file, which exists already"]
      : []),
    ...Object.keys(members).filter((name) => neverInDocument.includes(name))
      .map((name) => `members.${name} cannot come from a secret document`),
  ];
}

/**
 * Marks settings of a module as secrets: by their names, or because a secret document may contain
 * them. Their `warn` patterns are removed: the time that a pattern takes could reveal a secret.
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
