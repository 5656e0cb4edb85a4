/** Records where a provider's functions and patterns meet a secret. @module */

import type { Awaitable, Provider } from "../contract/provider.ts";
import { wrapFunctions } from "../plugins/wrap_functions.ts";

/** The same provider, and where it met one of the words: `endpoint() is given`. */
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
      look(`${path}() is given`, input);
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

/** Every string in a value, names included. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...stringsIn(member)]);
}
