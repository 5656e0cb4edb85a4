/**
 * What comes of checking a provider, one thing after the other.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Awaitable } from "../contract/provider.ts";
import { printable } from "../core/text.ts";

/** One thing that should hold for a provider. It does if there is no problem. */
export interface Check {
  /** A name that stays the same across versions. */
  readonly check: string;
  /** What should hold, as a sentence without a full stop. */
  readonly what: string;
  /** Why it does not hold, and what to do. */
  readonly problems: readonly string[];
  /** What is allowed but unusual. */
  readonly notes: readonly string[];
}

/** Takes what is found while one thing is checked. */
export interface Findings {
  readonly problems: string[];
  readonly notes: string[];
}

/** Checks one thing. That the module cannot be asked any more is a problem of that thing, too. */
export async function checking(
  check: string,
  what: string,
  look: (found: Findings) => Awaitable<void>,
): Promise<Check> {
  const found: Findings = { problems: [], notes: [] };
  const outcome = await attempt(() => look(found));
  if ("failure" in outcome) found.problems.push(told(outcome.failure));
  return { check, what, problems: harmless(found.problems), notes: harmless(found.notes) };
}

/** Each text once, as one line: some of it comes from the module. */
function harmless(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => printable(text, 500)))];
}

/** A finding, and with what it was found: `with all settings`. */
export type Occurrence = readonly [where: string, finding: string];

/** Each finding once, with the first that it was found with: `with all settings: it failed`. */
export function firstOccurrences(occurrences: readonly Occurrence[]): string[] {
  const places = new Map<string, string>();
  for (const [where, finding] of occurrences) {
    if (!places.has(finding)) places.set(finding, where);
  }
  return Array.from(places, ([finding, where]) => `${where}: ${finding}`);
}

/** Whether everything holds. */
export function allHold(checks: readonly Check[]): boolean {
  return checks.every(({ problems }) => problems.length === 0);
}

/** What comes of a piece of work, or the failure that a user would be told of. */
export type Attempt<T> = { readonly value: T } | { readonly failure: GettokenError };

/** Does a piece of work that the module may spoil. A defect of gettoken's own passes through. */
export async function attempt<T>(work: () => Awaitable<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof GettokenError) return { failure: error };
    throw error;
  }
}

/** A failure as one line. */
export function told({ message, details }: GettokenError): string {
  return [message, ...details].join("; ");
}
