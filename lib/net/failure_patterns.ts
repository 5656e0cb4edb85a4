/**
 * Recognise a failure by the runtime's error message. The tables are in network_failure.ts,
 * tls_failure.ts and proxy_failure.ts.
 *
 * @module
 */

import { type FailureCode, GettokenError } from "../core/errors.ts";

/** A row of a table. `{host}` and the like are placeholders. */
export interface KnownFailure {
  /** Matches the runtime's error message. */
  readonly pattern: RegExp;
  /** The default is that of the table. */
  readonly code?: FailureCode;
  readonly message: string;
  readonly hint?: string;
  /** Whether the same request may succeed a moment later. */
  readonly transient?: true;
}

/** The first row that matches the runtime's message, as an error; `undefined` if none does. */
export function matchFailure(
  words: string,
  known: readonly KnownFailure[],
  defaultCode: FailureCode,
  names: Readonly<Record<string, string>>,
): GettokenError | undefined {
  const failure = known.find(({ pattern }) => pattern.test(words));
  if (failure === undefined) return undefined;
  const { code = defaultCode, message, hint, transient } = failure;
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? "");
  return new GettokenError(code, fill(message), {
    hint: hint && fill(hint),
    retry: transient && {},
  });
}
