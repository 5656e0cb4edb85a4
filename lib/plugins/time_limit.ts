/**
 * Waits for something, but not for ever.
 *
 * @module
 */

import type { Host } from "../core/host.ts";

/** How long a provider module may take to load, and each of its functions to answer. */
export const moduleTimeLimit = 3000;

/**
 * The outcome of a promise, if it has one in time.
 *
 * @param milliseconds How long to wait.
 * @param expired Makes the error for a promise that takes longer.
 */
export async function within<T>(
  host: Host,
  milliseconds: number,
  promise: Promise<T>,
  expired: () => Error,
): Promise<T> {
  const { promise: timeIsUp, reject } = Promise.withResolvers<never>();
  const callOff = host.later(milliseconds, () => reject(expired()));
  try {
    return await Promise.race([promise, timeIsUp]);
  } finally {
    callOff();
  }
}
