/**
 * Recognises failures by the words of the runtime, and tells them in ours.
 *
 * @module
 */

import { type FailureCode, GettokenError } from "../core/errors.ts";

/** A failure that the runtime tells in words of its own. */
export interface KnownFailure {
  /** Fits those words. */
  readonly pattern: RegExp;
  readonly code: FailureCode;
  /** Ours; `{host}` stands for the name that is given for it. */
  readonly message: string;
  /** What to do next, likewise. */
  readonly hint?: string;
  /** Given if the same request may succeed a moment later. */
  readonly passing?: true;
}

/** What stands in a text for a name: `{host}`. */
const placeholder = /\{(\w+)\}/g;

/** The first failure that fits the runtime's words, `undefined` if none does. */
export function recognise(
  words: string,
  known: readonly KnownFailure[],
  names: Readonly<Record<string, string>>,
): GettokenError | undefined {
  const failure = known.find(({ pattern }) => pattern.test(words));
  if (failure === undefined) return undefined;
  const { code, message, hint, passing } = failure;
  const fill = (text: string) => text.replace(placeholder, (_, name) => names[name] ?? "");
  return new GettokenError(code, fill(message), {
    hint: hint && fill(hint),
    retry: passing && {},
  });
}
