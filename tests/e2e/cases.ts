/**
 * Runs the cases of a table, several at the same time, and prints one report.
 *
 * @module
 */

import type { Level } from "./faults/fault.ts";
import type { Program } from "./program.ts";

/** One run of a case. */
export interface Trial {
  readonly group: string;
  readonly name: string;
  readonly level: Level;
  /** Whether its secret and token contain characters that encodings change. */
  readonly isAwkward: boolean;
}

/** Number of simultaneous runs: one more than cores, because some only wait for a time limit. */
const atOnce = navigator.hardwareConcurrency + 1;

/**
 * Runs all trials and prints how many cases of each group there were.
 *
 * @param what the kind of case, for the report: `faults`
 * @throws {AggregateError} if trials fail, with one error for each.
 */
export async function tryAll<T extends Trial>(
  what: string,
  { front }: Program,
  trials: readonly T[],
  attempt: (trial: T) => Promise<void>,
): Promise<void> {
  const rest = [...trials];
  const failures: Error[] = [];
  const runners = Array.from({ length: atOnce }, async () => {
    for (let trial = rest.shift(); trial; trial = rest.shift()) {
      const { group, name, level } = trial;
      await attempt(trial).catch((cause) => {
        failures.push(new Error(`${group}: ${name} (${level})`, { cause }));
      });
    }
  });
  await Promise.all(runners);
  // deno-lint-ignore no-console -- the report of a test suite
  console.log(`${summaryOf(what, trials)} (${front})`);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} runs failed`);
}

function summaryOf(what: string, trials: readonly Trial[]): string {
  const cases = new Map(trials.map(({ group, name }) => [`${group}: ${name}`, group]));
  const counts = Map.groupBy(cases.values(), (group) => group);
  const byGroup = Array.from(counts, ([group, { length }]) => `${group} ${length}`).join(", ");
  return `${cases.size} ${what} in ${trials.length} runs: ${byGroup}`;
}
