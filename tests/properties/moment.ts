/**
 * Asserts that code ends within a time limit.
 *
 * @module
 */

import { assert } from "@std/assert";

/**
 * In milliseconds. An idle machine needs a fiftieth of it; code whose time grows with the square of
 * the size needs minutes.
 */
const longest = 10_000;

/** Runs code and fails if it takes too long. */
export async function withinMoment<Result>(
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  const result = await work();
  const took = performance.now() - start;
  assert(took < longest, `it took ${Math.round(took)} ms`);
  return result;
}
