/** Validates at run time that a module's default export is a provider. @module */

import {
  assertionMembers,
  explanationMembers,
  membersProblems,
  providerMembers,
  requestMembers,
  responseMembers,
  settingMembers,
} from "./contract_schema.ts";
import { fileSettingOf } from "../contract/declared_settings.ts";
import type { Provider, RequestQuirks, Setting } from "../contract/provider.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { commonSecrets } from "./module_rules.ts";
import { Unusable } from "./sandboxed_values.ts";
import { reservedNames } from "../settings/run_options.ts";

const maxProblems = 20;
const maxSettings = 100;

/** The members that no provider can change in the settings that every provider has. */
const fixedMembers: Readonly<Record<string, readonly (keyof Setting)[]>> = {
  ...Object.fromEntries(commonSecrets.map((name) => [name, ["secret", "multiline", "required"]])),
  clientId: ["secret", "required"],
  clientSecret: ["secret", "required"],
  scope: ["secret", "format", "list"],
  authMethod: ["secret", "values"],
  signingAlgorithm: ["secret", "values"],
};

/** The problems of a provider: `settings.domain.format must be …`. Empty if it is valid. */
export function contractProblems(value: unknown): string[] {
  const problems = allProblems(value);
  const more = problems.length - maxProblems;
  return more > 0 ? [...problems.slice(0, maxProblems), `and ${more} more problems`] : problems;
}

function allProblems(value: unknown): string[] {
  if (value instanceof Unusable) return [`the default export ${value.reason}`];
  if (value === undefined) return ["it has no default export: write export default { … }"];
  if (!isJsonObject(value)) return ["the default export must be an object"];
  const problems = membersProblems(value, providerMembers, "");
  if (problems.length > 0) return problems;
  const { settings, explain = [], request = {}, response = {}, assertion = {} } = value;
  return [
    ...nameProblems(settings as JsonObject),
    ...Object.keys(settings as JsonObject)
      .flatMap((name) => settingProblems(name, settings as JsonObject)),
    ...(explain as unknown[])
      .flatMap((entry, index) => membersProblems(entry, explanationMembers, `explain[${index}].`)),
    ...requestProblems(request, value as unknown as Provider),
    ...membersProblems(response, responseMembers, "response."),
    ...membersProblems(assertion, assertionMembers, "assertion."),
  ];
}

/** Checks the deviations of a token request. */
function requestProblems(
  request: unknown,
  { clientAuthentication: methods, assertion, settings }: Provider,
): string[] {
  const wrong = membersProblems(request, requestMembers, "request.");
  if (wrong.length > 0) return wrong;
  const { names } = request as RequestQuirks;
  return [
    ...(names &&
        !(methods?.includes("client_secret_post") && !methods.includes("client_secret_basic"))
      ? ['request.names requires clientAuthentication: ["client_secret_post"]']
      : []),
    ...(assertion && methods?.length === 0
      ? ['assertion requires clientAuthentication: ["private_key_jwt"]']
      : []),
    ...Object.entries(settings)
      .filter(([, { format, secret, multiline }]) =>
        format === "headers" && !(secret === true && multiline === true)
      )
      .map(([name]) =>
        `settings.${name}.format: headers requires secret: true and multiline: true`
      ),
  ];
}

/** Checks the names and the number of settings. */
function nameProblems(settings: JsonObject): string[] {
  const names = Object.keys(settings);
  const secrets = [...commonSecrets, ...names.filter((name) => is(settings[name], "secret"))];
  if (names.length > maxSettings) return [`settings must have at most ${maxSettings} members`];
  return names.flatMap((name) => {
    if ([name, fileSettingOf(name)].some((option) => reservedNames.includes(option))) {
      return [`settings.${name} has the name of an option that exists already`];
    }
    if (secrets.some((secret) => name === fileSettingOf(secret))) {
      return [`settings.${name} has the name of the option for a file with a secret`];
    }
    // Settings are looked up by name in objects, which inherit this name.
    if (name in {}) return [`settings.${name} has the name of a member that every object has`];
    // Some options have one letter, and --no-… negates one. "no" has --no-file, if it is a secret.
    if (/^(?!no([A-Z]|$))[a-z][a-zA-Z0-9]+$/.test(name)) return [];
    return [`settings.${name} must have a camelCase name that does not begin with "no"`];
  });
}

/** Whether a setting, valid or not, has a flag. */
function is(setting: unknown, flag: "secret" | "multiline"): boolean {
  return isJsonObject(setting) && setting[flag] === true;
}

/** Checks the members of a setting. */
function settingProblems(name: string, settings: JsonObject): string[] {
  const setting = settings[name] as Setting;
  const wrong = membersProblems(setting, settingMembers, `settings.${name}.`);
  const fixed = Object.hasOwn(fixedMembers, name) ? fixedMembers[name] ?? [] : [];
  return [
    ...wrong,
    ...fixed.filter((member) => setting[member] !== undefined)
      .map((member) => `settings.${name}.${member} must be left out: providers cannot change it`),
    ...(wrong.length > 0 ? [] : documentProblems(name, setting, settings)),
  ];
}

/** Checks a setting that is a JSON document, which may contain secrets. */
function documentProblems(
  name: string,
  { members, kind, secret, multiline }: Setting,
  settings: JsonObject,
): string[] {
  const where = `settings.${name}`;
  if (members === undefined) return kind ? [`${where}.kind requires members`] : [];
  return [
    ...(secret === true && multiline === true
      ? []
      : [`${where}.members requires secret: true and multiline: true`]),
    ...Object.keys(members)
      .filter((other) => is(settings[other], "multiline") && !is(settings[other], "secret"))
      .map((other) => `${where}.members.${other} has several lines, so it must be a secret`),
  ];
}
