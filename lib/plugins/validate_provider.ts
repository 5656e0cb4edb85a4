/**
 * Checks at run time that a value is a provider, for modules that no compiler has seen.
 *
 * @module
 */

import {
  assertionMembers,
  explanationMembers,
  membersProblems,
  providerMembers,
  responseMembers,
  settingMembers,
} from "./contract_schema.ts";
import { documentProblems } from "./validate_document.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { Unusable } from "./sandboxed_values.ts";
import { fixedProblems, namesProblems } from "./validate_setting_names.ts";

/** The most problems that are told: nobody reads more. */
const maxTold = 20;

/** What keeps a value from being a provider: `settings.domain.format must be …`. Empty if nothing. */
export function contractProblems(value: unknown): string[] {
  const problems = allProblems(value);
  const more = problems.length - maxTold;
  return more > 0 ? [...problems.slice(0, maxTold), `and ${more} problems more`] : problems;
}

function allProblems(value: unknown): string[] {
  if (value instanceof Unusable) return [`the default export ${value.reason}`];
  if (!isJsonObject(value)) return ["the default export must be an object"];
  const problems = membersProblems(value, providerMembers, "");
  if (problems.length > 0) return problems;
  const { settings, explain = [], response = {}, assertion = {} } = value;
  return [
    ...namesProblems(settings as JsonObject),
    ...Object.entries(settings as object)
      .flatMap(([name, setting]) => {
        const wrong = membersProblems(setting, settingMembers, `settings.${name}.`);
        return [
          ...wrong,
          ...fixedProblems(name, setting),
          ...(wrong.length > 0 ? [] : documentProblems(name, setting, settings as JsonObject)),
        ];
      }),
    ...(explain as unknown[])
      .flatMap((entry, index) => membersProblems(entry, explanationMembers, `explain[${index}].`)),
    ...membersProblems(response, responseMembers, "response."),
    ...membersProblems(assertion, assertionMembers, "assertion."),
  ];
}
