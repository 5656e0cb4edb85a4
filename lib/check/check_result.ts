/** What the checks of `provider check` share: their results and how they collect findings. @module */

import { GettokenError } from "../core/errors.ts";
import type { Awaitable } from "../contract/provider.ts";
import { printable } from "../core/text.ts";

/** The result of one check. The provider passes it if there are no problems. */
export interface CheckResult {
  /** A name that stays the same across versions. */
  readonly name: string;
  /** What should be true, as a sentence without a full stop. */
  readonly title: string;
  /** Why it is not true, and what to do. */
  readonly problems: readonly string[];
  /** What is allowed but unusual. */
  readonly notes: readonly string[];
}

/** Collects what a check finds. */
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
  if ("failure" in outcome) found.problems.push(oneLine(outcome.failure));
  return { name, title, problems: toLines(found.problems), notes: toLines(found.notes) };
}

/**
 * Runs a check with several inputs. Each finding is reported once, with the first input that it
 * was found with: `with all settings: …`.
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

/** Each string once, as one printable line: some come from the module. */
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

/** The value of a piece of work, or the failure that a user would be shown. */
export type Attempted<T> = { readonly value: T } | { readonly failure: GettokenError };

/** Does a piece of work in which the module may fail. Throws what is a defect of gettoken. */
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
