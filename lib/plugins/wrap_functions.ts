/**
 * Wraps all functions and patterns of a provider: to validate their results, and to record their
 * arguments. @module
 */

import type { Awaitable, Pattern, Provider, Setting, Settings } from "../contract/provider.ts";

/** Wraps a function. The path names it in messages: `settings.domain.check`. */
export type WrapFunction = <Input, Value>(
  path: string,
  run: (input: Input) => Awaitable<Value>,
) => (input: Input) => Promise<Value>;

/** The same provider, with its functions and patterns wrapped. */
export function wrapFunctions(
  provider: Provider,
  wrap: WrapFunction,
  wrapPattern: (path: string, pattern: Pattern) => Pattern = (_, pattern) => pattern,
): Provider {
  const { check, parameters, headers, assertion, explain, errorCode } = provider;
  const claims = assertion?.claims;
  const settings = Object.entries(provider.settings)
    .map(([name, setting]) => [name, wrapSetting(`settings.${name}`, setting)]);

  function wrapSetting(path: string, { check, warn, ...setting }: Setting): Setting {
    return {
      ...setting,
      ...(check && { check: wrap(`${path}.check`, (value: string) => check(value)) }),
      ...(warn && {
        warn: warn.map(({ pattern, text }, index) => ({
          pattern: wrapPattern(`${path}.warn[${index}].pattern`, pattern),
          text,
        })),
      }),
    };
  }

  return {
    ...provider,
    settings: Object.fromEntries(settings),
    endpoint: wrap("endpoint", (values: Settings) => provider.endpoint(values)),
    ...(check && { check: wrap("check", (values: Settings) => check(values)) }),
    ...(parameters && { parameters: wrap("parameters", (values: Settings) => parameters(values)) }),
    ...(headers && { headers: wrap("headers", (values: Settings) => headers(values)) }),
    ...(assertion && claims && {
      assertion: {
        ...assertion,
        claims: wrap("assertion.claims", (values: Settings) => claims(values)),
      },
    }),
    ...(errorCode && { errorCode: wrapPattern("errorCode", errorCode) }),
    ...(explain && {
      explain: explain.map(({ text, ...entry }, index) => ({
        ...entry,
        ...(text && { text: wrapPattern(`explain[${index}].text`, text) }),
      })),
    }),
  };
}
