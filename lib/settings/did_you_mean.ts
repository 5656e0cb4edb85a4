/**
 * Suggests names that may have been meant: of `GETTOKEN_…` variables that nothing reads.
 *
 * @module
 */

import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { knownVariables, type PlacedVariable } from "./known_variables.ts";
import { likelyNames } from "../core/likely_names.ts";
import { either } from "../core/text.ts";

const prefix = "GETTOKEN_";

/**
 * A warning for each of these variables that no built-in provider has. Their values are not shown.
 */
export async function unknownVariableWarnings(
  provider: Provider,
  unknown: readonly PlacedVariable[],
  catalog: ProviderCatalog = {},
): Promise<string[]> {
  const others = await Promise.all(Object.values(catalog).map(({ load }) => load()));
  const elsewhere = new Set(others.flatMap((other) => [...knownVariables(other)]));
  const known = [...knownVariables(provider)].filter((name) => name.startsWith(prefix));
  const names = new Map(known.map((name) => [wordsOf(name), name]));
  return unknown.filter(({ name }) => !elsewhere.has(name)).map(({ name, place }) => {
    const likely = likelyNames(wordsOf(name), [...names.keys()])
      .flatMap((words) => names.get(words) ?? []);
    const suggestion = likely.length === 0 ? "" : `; did you mean ${either(likely)}?`;
    return `unknown variable ${name} in ${place}${suggestion}`;
  });
}

/** A variable without its prefix, as an option is written: `client-id`. */
function wordsOf(variable: string): string {
  return variable.slice(prefix.length).toLowerCase().replaceAll("_", "-");
}
