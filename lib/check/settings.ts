/**
 * Checks what a provider declares about its settings.
 *
 * @module
 */

import { type Check, checking } from "./check.ts";
import { alternativesTo, settingsOf, variablesOf } from "../contract/declared_settings.ts";
import { credentialSettings } from "../contract/credential_settings.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { tryValue } from "./sample_values.ts";

/** Checks that the help can say what each setting is. */
export function checkDescriptions(provider: Provider): Promise<Check> {
  return checking("descriptions", "Each setting is described", ({ problems, notes }) => {
    for (const [name, { description }] of Object.entries(settingsOf(provider))) {
      if (description === undefined) problems.push(`settings.${name} has no description`);
      if (description?.endsWith(".")) {
        notes.push(`settings.${name}.description ends with a full stop; in the help none does`);
      }
    }
  });
}

/** Checks that a provider accepts the values that it gives itself. */
export function checkValues(provider: Provider): Promise<Check> {
  const goal = "Examples, defaults and values are right by the setting's own rules";
  return checking("values", goal, async ({ problems, notes }) => {
    for (const [name, setting] of Object.entries(settingsOf(provider))) {
      for (const [member, value] of valuesGivenIn(setting)) {
        const tried = await tryValue(name, setting, value);
        const where = `settings.${name}.${member}`;
        if ("problem" in tried) problems.push(`${where} is refused: ${tried.problem}`);
        else notes.push(...tried.warnings.map((text) => `${where} is warned of: ${text}`));
      }
    }
  });
}

/** The values in a setting, and where they stand. That of a secret is another check's concern. */
function valuesGivenIn(
  { example, default: fallback, values = [], secret }: Setting,
): (readonly [member: string, value: string])[] {
  if (secret) return [];
  return [
    ...(example === undefined ? [] : [["example", example] as const]),
    ...(fallback === undefined ? [] : [["default", fallback] as const]),
    ...values.map((value, index) => [`values[${index}]`, value] as const),
  ];
}

/** Checks what a provider says about settings that a run needs. */
export function checkRequired(provider: Provider): Promise<Check> {
  const goal = "What serves instead of a required setting is another setting";
  return checking("required", goal, ({ problems, notes }) => {
    const settings = settingsOf(provider);
    for (const [name, setting] of Object.entries(settings)) {
      const { required, default: fallback, members = {} } = setting;
      const where = `settings.${name}.required`;
      for (const other of alternativesTo(setting)) {
        if (other === name) problems.push(`${where}: { unless } names the setting itself`);
        else if (!Object.hasOwn(settings, other)) {
          problems.push(`${where}: { unless } names ${other}, and there is no such setting`);
        }
      }
      if (required && fallback !== undefined) {
        notes.push(`${where} has no effect, since there is a default`);
      }
      for (const other of Object.keys(members)) {
        if (Object.hasOwn(settings, other) && other !== name) continue;
        problems.push(`settings.${name}.members names ${other}, which is no other setting`);
      }
    }
  });
}

/** Checks the names of variables. */
export function checkVariables(provider: Provider): Promise<Check> {
  const goal = "Each variable can be set, and belongs to one setting";
  return checking("variables", goal, ({ problems, notes }) => {
    const settings = Object.entries(settingsOf(provider));
    const owners = new Map([["GETTOKEN_PROVIDER", "the choice of the provider"]]);
    for (const [name] of settings) {
      for (const variable of variablesOf(name, {})) owners.set(variable, `settings.${name}`);
    }
    for (const [name, { env = [] }] of settings) {
      for (const variable of env) {
        // Windows does not tell upper case from lower case.
        const key = variable.toUpperCase();
        const owner = owners.get(key);
        const where = `settings.${name}.env: ${variable}`;
        if (!/^[A-Z_][A-Z0-9_]*$/.test(key)) {
          problems.push(`${where} cannot be set: a name has letters, digits and _, no digit first`);
        }
        if (owner !== undefined) problems.push(`${where} belongs to ${owner} already`);
        if (variable !== key) notes.push(`${where} has small letters, which is unusual`);
        owners.set(key, owner ?? `settings.${name}`);
      }
    }
  });
}

/** Checks that the settings that every provider has stay fit for their purpose. */
export function checkCommon(provider: Provider): Promise<Check> {
  const goal = "The settings that every provider has stay what they are";
  return checking("common", goal, ({ problems }) => {
    const { clientId, clientSecret, scope } = settingsOf(provider);
    const { clientSecret: usual } = credentialSettings(provider);
    for (
      const [name, setting, as] of [
        ["clientId", clientId, { required: true }],
        ["clientSecret", clientSecret, usual],
      ] as const
    ) {
      if (JSON.stringify(setting?.required) !== JSON.stringify(as?.required)) {
        problems.push(`settings.${name}.required must stay true: no request goes without it`);
      }
    }
    if (scope?.list !== " ") {
      problems.push('settings.scope.list must stay " ": RFC 6749 joins scopes by spaces');
    }
    if (scope?.format !== "scope") {
      problems.push("settings.scope.format must stay scope: servers understand nothing else");
    }
  });
}
