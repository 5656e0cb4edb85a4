/**
 * Work whose result several callers wait for. Each can stop waiting without disturbing the others.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";

/** Work that was begun once, for all who join it. */
export class SharedWork<Result> {
  readonly #controller = new AbortController();
  readonly #result: Promise<Result>;
  #callers = 0;
  #isDone = false;

  /** @param work Begins at once. Its signal aborts when all callers have stopped waiting. */
  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    const done = () => this.#isDone = true;
    this.#result = work(this.#controller.signal);
    // Handled even if everyone has stopped waiting.
    this.#result.then(done, done);
  }

  /** Whether all callers stopped waiting before it was done. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /**
   * Waits for the result.
   *
   * @throws {GettokenError} `timed_out` or `aborted` if one of the signals aborts first.
   */
  async join(signals: readonly AbortSignal[]): Promise<Result> {
    this.#callers++;
    try {
      return await unlessAborted(this.#result, signals);
    } finally {
      this.#callers--;
      if (this.#callers === 0 && !this.#isDone) this.#controller.abort();
    }
  }
}

/** @throws {GettokenError} `timed_out` or `aborted` if a signal has aborted. */
export function refuseAborted(signals: readonly AbortSignal[]): void {
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted) throw abortedError(aborted);
}

async function unlessAborted<Result>(
  work: Promise<Result>,
  signals: readonly AbortSignal[],
): Promise<Result> {
  if (signals.length === 0) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = ({ target }: Event) => reject(abortedError(target as AbortSignal));
  for (const signal of signals) signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", stop);
  }
}

function abortedError({ reason }: AbortSignal): GettokenError {
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  return isTimeout
    ? new GettokenError("timed_out", "The time limit of the signal ended", { cause: reason })
    : new GettokenError("aborted", "The call was aborted", { cause: reason });
}
