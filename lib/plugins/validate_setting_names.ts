/**
 * Checks how a provider calls its settings, and that it leaves alone what all providers share.
 *
 * @module
 */

import { fileSettingOf } from "../contract/declared_settings.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Setting } from "../contract/provider.ts";
import { reservedNames } from "../settings/run_options.ts";

/** More settings than anybody needs, so that no list becomes too long to be worked with. */
const maxSettings = 100;

/** What no provider can change about the settings that every provider has. */
const fixedMembers: Readonly<Record<string, readonly (keyof Setting)[]>> = {
  clientId: ["secret", "required"],
  clientSecret: ["secret", "required"],
  scope: ["secret", "format", "list"],
  authMethod: ["secret", "values"],
  privateKey: ["secret", "multiline", "required"],
  keyPassphrase: ["secret", "multiline", "required"],
  certificate: ["secret", "multiline", "required"],
  dpopKey: ["secret", "multiline", "required"],
  clientCert: ["secret", "multiline", "required"],
  clientKey: ["secret", "multiline", "required"],
  signingAlgorithm: ["secret", "values"],
};

/** The secrets that a provider may have without declaring them. */
const commonSecrets = [
  ...["clientSecret", "privateKey", "keyPassphrase", "certificate", "clientCert", "clientKey"],
  "dpopKey",
];

/** What is wrong with the names and the number of settings. */
export function namesProblems(settings: JsonObject): string[] {
  const names = Object.keys(settings);
  const secrets = [...commonSecrets, ...names.filter((name) => isSecret(settings[name]))];
  if (names.length > maxSettings) return [`settings must be ${maxSettings} at most`];
  return names.flatMap((name) => {
    if ([name, fileSettingOf(name)].some((option) => reservedNames.includes(option))) {
      return [`settings.${name} has the name of an option that every provider has`];
    }
    if (secrets.some((secret) => name === fileSettingOf(secret))) {
      return [`settings.${name} has the name of the option for a file with a secret`];
    }
    // Settings are looked up by name in objects, where such a name is always found.
    if (name in {}) return [`settings.${name} has the name of something that every object has`];
    // Some options have one letter; and --no-… takes one back.
    if (/^(?!no[A-Z])[a-z][a-zA-Z0-9]+$/.test(name)) return [];
    return [`settings.${name} must have a camelCase name that does not begin with no`];
  });
}

function isSecret(setting: unknown): boolean {
  return isJsonObject(setting) && setting.secret === true;
}

/** What a setting says that no provider can change. */
export function fixedProblems(name: string, setting: Setting): string[] {
  const fixed = Object.hasOwn(fixedMembers, name) ? fixedMembers[name] ?? [] : [];
  return fixed.filter((member) => setting[member] !== undefined)
    .map((member) => `settings.${name}.${member} must be left out: it is always the same`);
}
