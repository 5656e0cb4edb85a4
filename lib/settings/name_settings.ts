/**
 * Adds to an error the names, options and variables of the settings that it is about. The code that
 * found the problem often knows only where the value came from. Loaded only then.
 *
 * @module
 */

import {
  type Declared,
  fileSettingOf,
  fileVariablesOf,
  networkSettings,
  optionOf,
  settingsOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import { GettokenError, type SettingProblem } from "../core/errors.ts";
import type { Provider } from "../contract/provider.ts";

/** The same error, its settings as the provider declares them. Other errors are not changed. */
export function withSettingNames(error: unknown, provider: Provider): unknown {
  if (!(error instanceof GettokenError) || !error.settings) return error;
  const declared = Object.entries({ ...settingsOf(provider), ...networkSettings });
  return error.but({ settings: error.settings.map((problem) => complete(problem, declared)) });
}

function complete(problem: SettingProblem, declared: Declared): SettingProblem {
  const source = /^(\S* in the file of )?(?<place>\S*)/.exec(problem.source ?? "")?.groups?.place;
  const entry = declared.find(([name]) => name === problem.name) ??
    declared.find(([name, setting]) =>
      [
        ...[name, optionOf(name), optionOf(fileSettingOf(name))],
        ...[...variablesOf(name, setting), ...fileVariablesOf(name, setting)],
      ].some((way) => way === source)
    );
  if (!entry) return problem;
  const [name, setting] = entry;
  return { ...problem, name, option: optionOf(name), variables: variablesOf(name, setting) };
}
