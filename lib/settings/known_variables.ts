/**
 * The variables that a run reads, and unknown `GETTOKEN_…` variables.
 *
 * @module
 */

import {
  type Declared,
  fileVariablesOf,
  mayBeInFile,
  networkSettings,
  settingsOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import type { Provider } from "../contract/provider.ts";
import { describeFile } from "./provenance.ts";
import { runOptions } from "./run_options.ts";
import type { Sources } from "./sources.ts";

/** The variable that names a provider. */
export const providerVariable = "GETTOKEN_PROVIDER";

/** A variable, and where it is set. */
export interface PlacedVariable {
  readonly name: string;
  readonly place: string;
}

/** All variables that a run reads; without a provider, only those that do not depend on it. */
export function knownVariables(provider: Provider | undefined): ReadonlySet<string> {
  const settings = { ...(provider ? settingsOf(provider) : {}), ...networkSettings };
  return new Set([
    providerVariable,
    ...Object.values(runOptions).map(({ variable }) => variable),
    ...Object.entries(settings).flatMap(allVariables),
  ]);
}

/** The variables of a setting, including those that name a file with its value. */
export function allVariables([name, setting]: Declared[number]): string[] {
  const own = variablesOf(name, setting);
  return mayBeInFile(setting) ? [...own, ...fileVariablesOf(name, setting)] : own;
}

/** Unknown `GETTOKEN_…` variables in the environment and in files that the user names, each once. */
export function unknownVariables(
  provider: Provider,
  { envNames, files }: Pick<Sources, "envNames" | "files">,
): PlacedVariable[] {
  const places = [
    { place: "the environment", names: envNames?.() ?? [] },
    ...files.filter(({ named }) => named)
      .map((file) => ({ place: describeFile(file), names: file.values.keys() })),
  ];
  const placeOf = new Map<string, string>();
  for (const { place, names } of places) {
    for (const name of names) {
      if (name.startsWith("GETTOKEN_") && !placeOf.has(name)) placeOf.set(name, place);
    }
  }
  if (placeOf.size === 0) return [];
  const known = knownVariables(provider);
  return [...placeOf].flatMap(([name, place]) => known.has(name) ? [] : [{ name, place }]);
}
