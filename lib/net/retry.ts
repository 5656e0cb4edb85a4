/**
 * Tries again what failed for a passing reason, within the time that the run has.
 *
 * @module
 */

import { GettokenError, type Retry } from "../core/errors.ts";
import type { Attempt, Connection } from "./http.ts";

/** The longest that one try takes while another may follow, in milliseconds. */
const maxAttempt = 10_000;

/** The pause before the second try, in milliseconds; it doubles from try to try. */
const firstPause = 1000;
const maxPause = 8000;

/**
 * Does something over the network, several times if need be.
 *
 * Between two tries there is a pause: as long as the server asks for, else of a length that is
 * partly random, so that many clients do not come back at once.
 *
 * @param attempt One try. It begins anew each time: whatever is signed is signed again.
 * @throws {GettokenError} the failure of the last try: it is not a passing one, there were as many
 * tries as allowed, or the pause would outlast the time of the run.
 */
export async function withRetries<Result>(
  connection: Connection,
  attempt: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const { host, log, retries, endsAt } = connection;
  for (let tries = 1;; tries++) {
    try {
      return await attempt(beginAttempt(connection, tries > retries));
    } catch (error) {
      if (!(error instanceof GettokenError) || error.retry === undefined) throw error;
      const pause = pauseFor(error.retry, tries, host.random());
      if (tries > retries || host.now() + pause >= endsAt) throw withCount(error, tries);
      log.step(`${error.message}; try ${tries + 1} in ${Math.round(pause)} ms`);
      await host.sleep(pause);
    }
  }
}

/** A try has all the time that is left if it is the last, or else a part. */
function beginAttempt({ endsAt, ...run }: Connection, isLast: boolean): Attempt {
  const rest = Math.max(1, endsAt - run.host.now());
  const time = isLast ? rest : Math.min(rest, maxAttempt);
  return { ...run, deadline: run.host.timeout(time), limit: Math.ceil(time / 1000) };
}

function pauseFor({ after }: Retry, tries: number, random: number): number {
  if (after !== undefined) return after * 1000;
  const longest = Math.min(firstPause * 2 ** (tries - 1), maxPause);
  return longest * (1 + random) / 2;
}

function withCount(error: GettokenError, tries: number): GettokenError {
  return tries === 1 ? error : error.with(`It was tried ${tries} times.`);
}
