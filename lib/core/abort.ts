/**
 * Work of a caller's function, which may not notice that a signal aborted.
 *
 * @module
 */

/**
 * Waits for work until a signal aborts. The work may go on; its result and its failure are dropped.
 *
 * @throws the reason of the signal, or what the work throws.
 */
export async function unlessAborted<Result>(
  work: () => Result | Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    // An async function: what it throws at once becomes a rejection, too.
    const working = (async () => await work())();
    return await Promise.race([working, aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
