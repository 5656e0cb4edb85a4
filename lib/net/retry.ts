/**
 * Retry what failed for a transient reason, within the total network time limit.
 *
 * @module
 */

import { GettokenError, type Retry } from "../core/errors.ts";
import type { Attempt, Connection } from "./http.ts";

/** The time limit of an attempt that is not the last, in milliseconds. */
const maxAttempt = 10_000;

/** The pause before the first retry, in milliseconds. It doubles with each retry. */
const firstPause = 1000;
const maxPause = 8000;

/**
 * Runs an attempt, and again after transient failures. The pause between is what the server asks
 * for, or exponential with jitter.
 *
 * @param attempt It starts from scratch each time: what is signed is signed again.
 * @throws {GettokenError} the failure of the last attempt.
 */
export async function withRetries<Result>(
  connection: Connection,
  attempt: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const { host, log, retries, endsAt, signal } = connection;
  for (let tries = 1;; tries++) {
    signal?.throwIfAborted();
    try {
      return await attempt(beginAttempt(connection, tries > retries));
    } catch (error) {
      if (!(error instanceof GettokenError) || !error.retry || signal?.aborted) throw error;
      const pause = pauseFor(error.retry, tries, host.random());
      if (tries > retries || host.now() + pause >= endsAt) {
        throw tries === 1 ? error : error.with(`Gave up after ${tries} attempts.`);
      }
      log.step(`${error.message}; attempt ${tries + 1} in ${Math.round(pause)} ms`);
      await host.sleep(pause, signal);
    }
  }
}

/** The last attempt has all the time that is left. */
function beginAttempt(connection: Connection, isLast: boolean): Attempt {
  const { host, endsAt, timeout: limit, signal } = connection;
  // Never more than the limit, though the clock may have been set back.
  const rest = Math.max(1, Math.min(endsAt - host.now(), limit * 1000));
  const time = isLast ? rest : Math.min(rest, maxAttempt);
  const timeout = host.timeout(time);
  const deadline = signal ? AbortSignal.any([timeout, signal]) : timeout;
  return { ...connection, deadline, limit: Math.ceil(time / 1000) };
}

function pauseFor({ after }: Retry, tries: number, random: number): number {
  if (after !== undefined) return after * 1000;
  const longest = Math.min(firstPause * 2 ** (tries - 1), maxPause);
  return longest * (1 + random) / 2;
}
