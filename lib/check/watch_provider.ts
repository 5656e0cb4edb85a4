/** Records which functions and patterns of a provider see a secret. @module */

import type { Awaitable, Provider } from "../contract/provider.ts";
import { wrapFunctions } from "../plugins/wrap_functions.ts";

/** Wraps a provider, and records where it sees one of the words: `endpoint() receives`. */
export function watchProvider(
  provider: Provider,
  words: readonly string[],
): { readonly provider: Provider; readonly encounters: ReadonlySet<string> } {
  const encounters = new Set<string>();

  function look(place: string, value: unknown): void {
    const strings = stringsIn(value);
    if (words.some((word) => strings.some((text) => text.includes(word)))) encounters.add(place);
  }

  function watch<Input, Value>(path: string, run: (input: Input) => Awaitable<Value>) {
    return async (input: Input): Promise<Value> => {
      look(`${path}() receives`, input);
      const value = await run(input);
      look(`${path}() returns`, value);
      return value;
    };
  }

  const watched = wrapFunctions(provider, watch, (path, pattern) => ({
    test: watch(`${path}.test`, (text: string) => pattern.test(text)),
    exec: watch(`${path}.exec`, (text: string) => pattern.exec(text)),
  }));
  return { provider: watched, encounters };
}

/** All strings in a value, including names of members. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...stringsIn(member)]);
}
