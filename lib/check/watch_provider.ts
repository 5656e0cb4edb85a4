/** Records which functions and patterns of a provider see a secret. @module */

import type { Awaitable, Provider } from "../contract/provider.ts";
import { isJsonObject } from "../core/json.ts";
import { wrapFunctions } from "../plugins/wrap_functions.ts";

/** A provider that is watched. */
export interface WatchedProvider {
  readonly provider: Provider;
  /** Where it saw one of the words: `endpoint() receives`. */
  readonly encounters: ReadonlySet<string>;
  /** The secrets to which the fields and headers that it returned refer. */
  readonly references: ReadonlySet<string>;
}

/** Wraps a provider, and records where it sees one of the words, and to which secrets it refers. */
export function watchProvider(provider: Provider, words: readonly string[]): WatchedProvider {
  const encounters = new Set<string>();
  const references = new Set<string>();

  function look(place: string, value: unknown): void {
    const strings = stringsIn(value);
    if (words.some((word) => strings.some((text) => text.includes(word)))) encounters.add(place);
  }

  function watch<Input, Value>(path: string, run: (input: Input) => Awaitable<Value>) {
    return async (input: Input): Promise<Value> => {
      look(`${path}() receives`, input);
      const value = await run(input);
      look(`${path}() returns`, value);
      for (const name of referencesIn(value)) references.add(name);
      return value;
    };
  }

  const watched = wrapFunctions(provider, watch, (path, pattern) => ({
    test: watch(`${path}.test`, (text: string) => pattern.test(text)),
    exec: watch(`${path}.exec`, (text: string) => pattern.exec(text)),
  }));
  return { provider: watched, encounters, references };
}

function referencesIn(fields: unknown): string[] {
  return Object.values(isJsonObject(fields) ? fields : {}).flatMap((field) =>
    isJsonObject(field) && typeof field.secret === "string" ? [field.secret] : []
  );
}

/** All strings in a value, including names of members. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...stringsIn(member)]);
}
