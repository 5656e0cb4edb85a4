/**
 * Watches what goes into a provider's functions and comes out of them.
 *
 * @module
 */

import type { Awaitable, Pattern, Provider } from "../contract/provider.ts";

/** A provider that is watched, and where it met one of the words. */
export interface WatchedProvider {
  readonly provider: Provider;
  /** For each place where a word was met, what happened there: `endpoint() is given`. */
  readonly encounters: ReadonlySet<string>;
}

/** The same provider, watched for words that it should never meet. */
export function watchProvider(provider: Provider, words: readonly string[]): WatchedProvider {
  const encounters = new Set<string>();

  function look(place: string, value: unknown): void {
    const texts = textsIn(value);
    if (words.some((word) => texts.some((text) => text.includes(word)))) encounters.add(place);
  }

  function watched<Args extends unknown[], Value>(
    path: string,
    run: (...args: Args) => Awaitable<Value>,
  ): (...args: Args) => Promise<Value> {
    return async (...args) => {
      look(`${path}() is given`, args);
      const value = await run(...args);
      look(`${path}() returns`, value);
      return value;
    };
  }

  function watchedPattern(path: string, pattern: Pattern): Pattern {
    return {
      test: watched(`${path}.test`, (text) => pattern.test(text)),
      exec: watched(`${path}.exec`, (text) => pattern.exec(text)),
    };
  }

  const { settings, check, parameters, assertion, explain, errorCode } = provider;
  const { claims } = assertion ?? {};
  const watchedSettings = Object.entries(settings).map(([name, { check, warn, ...setting }]) => {
    const path = `settings.${name}`;
    return [name, {
      ...setting,
      ...(check && { check: watched(`${path}.check`, (value: string) => check(value)) }),
      ...(warn && {
        warn: warn.map(({ pattern, text }, index) => ({
          pattern: watchedPattern(`${path}.warn[${index}].pattern`, pattern),
          text,
        })),
      }),
    }];
  });
  return {
    encounters,
    provider: {
      ...provider,
      settings: Object.fromEntries(watchedSettings),
      endpoint: watched("endpoint", (values) => provider.endpoint(values)),
      ...(check && { check: watched("check", (values) => check(values)) }),
      ...(parameters && { parameters: watched("parameters", (values) => parameters(values)) }),
      ...(assertion && claims && {
        assertion: {
          ...assertion,
          claims: watched("assertion.claims", (values) => claims(values)),
        },
      }),
      ...(errorCode && { errorCode: watchedPattern("errorCode", errorCode) }),
      ...(explain && {
        explain: explain.map(({ text, ...entry }, index) => ({
          ...entry,
          ...(text && { text: watchedPattern(`explain[${index}].text`, text) }),
        })),
      }),
    },
  };
}

/** Every text in a value, names included. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
