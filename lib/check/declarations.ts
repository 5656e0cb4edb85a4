/** Checks the settings that a provider declares, without a trial run. @module */

import { type CheckResult, runCheck } from "./check_result.ts";
import { alternativesTo, settingsOf, variablesOf } from "../contract/declared_settings.ts";
import { credentialSettings, isCredential, methodsOf } from "../contract/credential_settings.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { tryValue } from "./samples.ts";

/** Checks that each setting has a description for the help. */
export function checkDescriptions(provider: Provider): Promise<CheckResult> {
  return runCheck("descriptions", "Each setting has a description", ({ problems, notes }) => {
    for (const [name, { description }] of Object.entries(settingsOf(provider))) {
      if (description === undefined) problems.push(`settings.${name} has no description`);
      if (description?.endsWith(".")) {
        notes.push(
          `settings.${name}.description ends with a full stop; descriptions in the help have none`,
        );
      }
    }
  });
}

/** Checks that a provider accepts its own examples, defaults and values. */
export function checkValues(provider: Provider): Promise<CheckResult> {
  const title = "Examples, defaults and values are valid";
  return runCheck("values", title, async ({ problems, notes }) => {
    for (const [name, setting] of Object.entries(settingsOf(provider))) {
      for (const [member, value] of valuesIn(setting)) {
        if (value === undefined) continue;
        const tried = await tryValue(name, setting, value);
        const where = `settings.${name}.${member}`;
        if ("problem" in tried) problems.push(`${where} is refused: ${tried.problem}`);
        else notes.push(...tried.warnings.map((text) => `${where} causes a warning: ${text}`));
      }
    }
  });
}

/** The values in a setting, by member. checkSecrets() checks those of secrets. */
function valuesIn({ example, default: fallback, values = [], secret }: Setting) {
  const listed = values.map((value, index) => [`values[${index}]`, value] as const);
  return secret ? [] : [["example", example] as const, ["default", fallback] as const, ...listed];
}

/** Checks that `required` and `members` name other settings. */
export function checkRequired(provider: Provider): Promise<CheckResult> {
  const title = "Alternatives to a required setting are settings of the provider";
  return runCheck("required", title, ({ problems, notes }) => {
    const settings = settingsOf(provider);
    for (const [name, setting] of Object.entries(settings)) {
      const { required, default: fallback, members = {} } = setting;
      const where = `settings.${name}.required`;
      for (const other of alternativesTo(setting)) {
        if (other === name) problems.push(`${where}: { unless } names the setting itself`);
        else if (!Object.hasOwn(settings, other)) {
          problems.push(`${where}: { unless } names ${other}, which is not a setting`);
        }
      }
      if (required && fallback !== undefined) {
        notes.push(`${where} has no effect: there is a default`);
      }
      for (const other of Object.keys(members)) {
        if (Object.hasOwn(settings, other) && other !== name) continue;
        problems.push(`settings.${name}.members names ${other}, which is not another setting`);
      }
    }
  });
}

/** Checks the names of environment variables. */
export function checkVariables(provider: Provider): Promise<CheckResult> {
  const title = "Each variable has a valid name and belongs to one setting";
  return runCheck("variables", title, ({ problems, notes }) => {
    const settings = Object.entries(settingsOf(provider));
    const owners = new Map([["GETTOKEN_PROVIDER", "the choice of the provider"]]);
    for (const [name] of settings) {
      for (const variable of variablesOf(name, {})) owners.set(variable, `settings.${name}`);
    }
    const variables = settings.flatMap(([name, { env = [] }]) =>
      env.map((variable) => ({ name, variable }))
    );
    for (const { name, variable } of variables) {
      // Windows ignores case.
      const key = variable.toUpperCase();
      const owner = owners.get(key);
      const where = `settings.${name}.env: ${variable}`;
      if (!/^[A-Z_][A-Z0-9_]*$/.test(key)) {
        problems.push(`${where} is not a valid name: use letters, digits and _, no digit first`);
      }
      if (owner !== undefined) problems.push(`${where} belongs to ${owner} already`);
      if (variable !== key) notes.push(`${where} has lower-case letters, which is unusual`);
      owners.set(key, owner ?? `settings.${name}`);
    }
  });
}

/** Checks that no provider breaks the settings that all providers share. */
export function checkCommon(provider: Provider): Promise<CheckResult> {
  const title = "The settings of every provider are unchanged";
  return runCheck("common", title, ({ problems }) => {
    const settings = settingsOf(provider);
    const { clientSecret } = credentialSettings(provider);
    const required = { clientId: true, clientSecret: clientSecret?.required };
    for (const [name, usual] of Object.entries(required)) {
      // A provider without client authentication sends them in its own way.
      if (methodsOf(provider).length === 0) continue;
      if (JSON.stringify(settings[name]?.required) === JSON.stringify(usual)) continue;
      problems.push(`settings.${name}.required must stay true: every request needs it`);
    }
    const { scope } = settings;
    if (scope?.list !== " ") {
      problems.push('settings.scope.list must stay " ": RFC 6749 separates scopes with spaces');
    }
    if (scope?.format !== "scope") {
      problems.push("settings.scope.format must stay scope: servers accept no other syntax");
    }
  });
}

/** How secrets and their variables are usually named. */
const secretName = /secret|passw|passphrase|(private|api|access)_?key|token$/i;

/**
 * Checks that secrets are marked as such, and that none reaches the module.
 *
 * @param encounters Where the module got a secret: `endpoint() receives`.
 * @param references The secrets that the module sends by reference.
 */
export function checkSecrets(
  provider: Provider,
  encounters: Iterable<string>,
  references: ReadonlySet<string> = new Set(),
): Promise<CheckResult> {
  return runCheck("secrets", "No secret reaches the module", ({ problems, notes }) => {
    const settings = settingsOf(provider);
    const { clientId, scope } = settings;
    for (const [name, usual] of Object.entries(credentialSettings(provider))) {
      if (usual.secret && settings[name]?.secret !== true) {
        problems.push(`settings.${name}.secret must stay true: otherwise the module sees it`);
      }
    }
    for (const [name, setting] of Object.entries({ clientId, scope })) {
      if (setting?.secret) problems.push(`settings.${name} is not a secret: remove secret: true`);
    }
    for (const place of encounters) problems.push(`${place} a secret`);
    for (const [name, setting] of Object.entries(settings)) {
      const { secret, example, default: fallback, env = [] } = setting;
      if (secret && (example ?? fallback) !== undefined) {
        problems.push(
          `settings.${name}: a module must not contain a secret, not even as an example`,
        );
      }
      // The members of a document are settings of their own.
      if (isCredential(provider, name) || setting.members) continue;
      if (references.has(name) || setting.format === "headers") continue;
      if (secret) {
        notes.push(
          `settings.${name} is a secret that no request uses: send it as { secret: "${name}" }`,
        );
      } else if ([name, ...env].some((word) => secretName.test(word))) {
        notes.push(`settings.${name} is not marked as a secret, so -v shows it`);
      }
    }
  });
}
