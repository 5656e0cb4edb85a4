/**
 * Suggests similar names of options and commands, and of `GETTOKEN_…` variables that nothing reads.
 *
 * @module
 */

import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { knownVariables, type PlacedVariable } from "../settings/known_variables.ts";
import { either } from "../core/text.ts";

/** The largest number of suggestions. */
const most = 3;

/**
 * The names that are similar to what was typed.
 *
 * @param names All names that exist.
 */
export function likelyNames(typed: string, names: readonly string[]): string[] {
  const word = letters(typed);
  const longer = names.filter((name) => letters(name).endsWith(`-${word}`));
  if (longer.length > 0 && longer.length <= most) return longer;
  // A value may follow a name without a space, but not a letter: that is another mistake.
  const begun = names.filter((name) => word.startsWith(letters(name)) && !/^-?.$/.test(name));
  if (begun.length > 0) return begun.sort((a, b) => b.length - a.length).slice(0, 1);
  return names.filter((name) => isLike(word, letters(name)))
    .sort((a, b) => likeness(word, letters(b)) - likeness(word, letters(a))).slice(0, 1);
}

/** The normal form of a name: `client-id` for `--Client-ID`. */
function letters(name: string): string {
  return name.replace(/^\p{Dash_Punctuation}+/u, "").toLowerCase();
}

/** Whether a name begins with the word, or they share two letters of three. */
function isLike(word: string, name: string): boolean {
  return (word.length > 2 && name.startsWith(word)) || likeness(word, name) >= 2 / 3;
}

/** The ratio of letters that two words share. */
function likeness(one: string, other: string): number {
  const left = [...other];
  const shared = [...one].filter((letter) => {
    const index = left.indexOf(letter);
    return index !== -1 && left.splice(index, 1);
  });
  return shared.length / Math.max(one.length, other.length);
}

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
