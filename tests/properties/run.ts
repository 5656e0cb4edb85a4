/**
 * Tests a property with many random values.
 *
 * `deno test` uses the same values each time. `deno task fuzz` passes another seed and a factor for
 * the number of values:
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

/** Options of a property test. */
interface Effort<Value> {
  /** Number of random values. */
  readonly runs?: number;
  /** Values to test first, every time. */
  readonly examples?: readonly Value[];
}

/**
 * Declares a test of a property. A failure reports the smallest counterexample and the seed.
 *
 * @param check throws if a value is a counterexample
 */
export function property<Value>(
  name: string,
  values: fc.Arbitrary<Value>,
  check: (value: Value) => void | Promise<void>,
  { runs = 200, examples = [] }: Effort<Value> = {},
): void {
  Deno.test(name, async () => {
    const tried = fc.asyncProperty(values, async (value) => await check(value));
    await fc.assert(tried, {
      seed: Number(seed),
      numRuns: runs * Number(times) + examples.length,
      examples: examples.map((value) => [value]),
    });
  });
}
