/**
 * Work whose result several callers wait for. Each can stop waiting without disturbing the others.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";

interface Abort {
  readonly promise: Promise<never>;
  readonly stop: () => void;
}

/** Work that was begun once, for all who join it. */
export class SharedWork<Result> {
  readonly #controller = new AbortController();
  readonly #result: Promise<Result>;
  /** What the callers with a signal wait for besides. Thousands of them may have the same one. */
  readonly #aborts = new Map<AbortSignal, Abort>();
  #callers = 0;
  #isDone = false;

  /** @param work Begins at once. Its signal aborts when all callers have stopped waiting. */
  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    const done = () => {
      this.#isDone = true;
      this.#stopListening();
    };
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
      if (signals.length === 0) return await this.#result;
      return await Promise.race([this.#result, ...signals.map((one) => this.#abortOf(one))]);
    } finally {
      this.#callers--;
      if (this.#callers === 0 && !this.#isDone) {
        this.#stopListening();
        this.#controller.abort();
      }
    }
  }

  /** A promise that is rejected when a signal aborts. */
  #abortOf(signal: AbortSignal): Promise<never> {
    const known = this.#aborts.get(signal);
    if (known) return known.promise;
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = () => reject(abortedError(signal));
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    this.#aborts.set(signal, { promise, stop });
    return promise;
  }

  #stopListening(): void {
    for (const [signal, { stop }] of this.#aborts) signal.removeEventListener("abort", stop);
    this.#aborts.clear();
  }
}

/** @throws {GettokenError} `timed_out` or `aborted` if a signal has aborted. */
export function refuseAborted(signals: readonly AbortSignal[]): void {
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted) throw abortedError(aborted);
}

function abortedError({ reason }: AbortSignal): GettokenError {
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  return isTimeout
    ? new GettokenError("timed_out", "The time limit of the signal ended", { cause: reason })
    : new GettokenError("aborted", "The call was aborted", { cause: reason });
}
