/**
 * Tries a property on many random values.
 *
 * A plain `deno test` tries the same values each time. `deno task fuzz` passes on another seed and
 * how many times as many values to try:
 *
 *     deno test --allow-read tests/properties/ -- --seed=1234 --times=10
 *
 * @module
 */

import fc from "fast-check";
import { parseArgs } from "node:util";

const { seed, times } = parseArgs({
  args: Deno.args,
  options: {
    seed: { type: "string", default: "20260109" },
    times: { type: "string", default: "1" },
  },
}).values;

/** How hard a property is tried. */
interface Effort<Value> {
  /** On how many random values. */
  readonly runs?: number;
  /** Values that are always tried, first. */
  readonly examples?: readonly Value[];
}

/**
 * Declares a test that a property holds. One that does not is told with the smallest value found
 * that breaks it, and with the seed.
 *
 * @param holds Throws if the property does not hold for a value.
 */
export function property<Value>(
  name: string,
  values: fc.Arbitrary<Value>,
  holds: (value: Value) => void | Promise<void>,
  { runs = 200, examples = [] }: Effort<Value> = {},
): void {
  Deno.test(name, async () => {
    const tried = fc.asyncProperty(values, async (value) => await holds(value));
    await fc.assert(tried, {
      seed: Number(seed),
      numRuns: runs * Number(times) + examples.length,
      examples: examples.map((value) => [value]),
    });
  });
}
