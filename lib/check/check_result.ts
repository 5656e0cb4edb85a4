/** The results of the checks in `provider check`, and how to collect them. @module */

import { GettokenError } from "../core/errors.ts";
import type { Awaitable } from "../contract/provider.ts";
import { printable } from "../core/text.ts";

/** The result of one check. It passes if there are no problems. */
export interface CheckResult {
  /** A name that stays the same across versions. */
  readonly name: string;
  /** What a valid provider fulfils, as a sentence without a full stop. */
  readonly title: string;
  /** Why the check fails, and what to do. */
  readonly problems: readonly string[];
  /** What is allowed but unusual. */
  readonly notes: readonly string[];
}

/** The findings of a check. */
export interface CheckFindings {
  readonly problems: string[];
  readonly notes: string[];
}

/** Runs a check. A failure of the module counts as a problem. */
export async function runCheck(
  name: string,
  title: string,
  check: (found: CheckFindings) => Awaitable<void>,
): Promise<CheckResult> {
  const found: CheckFindings = { problems: [], notes: [] };
  const outcome = await attempt(() => check(found));
  if (outcome.failure) found.problems.push(oneLine(outcome.failure));
  return { name, title, problems: toLines(found.problems), notes: toLines(found.notes) };
}

/**
 * Runs a check with several inputs. Each finding is reported once, after the first input that
 * shows it: `with all settings: …`.
 */
export function checkEach<Input extends { readonly what: string }>(
  name: string,
  title: string,
  inputs: readonly Input[],
  check: (input: Input, found: CheckFindings) => Awaitable<void>,
): Promise<CheckResult> {
  return runCheck(name, title, async (all) => {
    const found: (readonly [what: string, findings: CheckFindings])[] = [];
    for (const input of inputs) {
      const findings: CheckFindings = { problems: [], notes: [] };
      await check(input, findings);
      found.push([input.what, findings]);
    }
    for (const kind of ["problems", "notes"] as const) {
      const seen = new Set<string>();
      const isNew = (text: string) => !seen.has(text) && seen.add(text);
      all[kind].push(
        ...found.flatMap(([what, { [kind]: texts }]) =>
          texts.filter(isNew).map((text) => `${what}: ${text}`)
        ),
      );
    }
  });
}

/** Removes duplicates, and makes each string one printable line: some come from the module. */
function toLines(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => printable(text, 500)))];
}

/** The problems whose condition is true. */
export function problemsWhere(
  table: readonly (readonly [condition: boolean | undefined, problem: string])[],
): string[] {
  return table.flatMap(([condition, problem]) => condition ? [problem] : []);
}

/** Whether there are no problems. */
export function allPass(results: readonly CheckResult[]): boolean {
  return results.every(({ problems }) => problems.length === 0);
}

/** The value of some work, or the failure that a user would see. */
export type Attempted<T> =
  | { readonly value: T; readonly failure?: never }
  | { readonly value?: never; readonly failure: GettokenError };

/** Does some work that may fail. Throws the error of a defect in gettoken. */
export async function attempt<T>(work: () => Awaitable<T>): Promise<Attempted<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof GettokenError) return { failure: error };
    throw error;
  }
}

/** A failure as one line. */
export function oneLine({ message, details }: GettokenError): string {
  return [message, ...details].join("; ");
}
