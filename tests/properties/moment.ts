/**
 * Holds that something takes no longer than a moment.
 *
 * @module
 */

import { assert } from "@std/assert";

/**
 * In milliseconds. A fiftieth is enough on a machine with nothing else to do, and what grows with
 * the square of a size takes minutes.
 */
const longest = 10_000;

/** Does something, and fails if it takes too long. */
export async function withinMoment<Result>(
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  const result = await work();
  const took = performance.now() - start;
  assert(took < longest, `it took ${Math.round(took)} ms`);
  return result;
}
