/**
 * A worker that may write a few paths and nothing else.
 *
 * A permission that is granted for everything cannot be narrowed later, but a worker can be started
 * with less than the program has. So a worker writes, and the program gives its own permission up.
 *
 * @module
 */

import { moduleUrl } from "../core/encodings.ts";
import { writeFailure, type WriteProblem } from "./write_failure.ts";

/** What a worker may touch: these paths and all below them. */
export interface WritablePaths {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** What the work says when it is done: what went wrong, if anything. */
export type Outcome = WriteProblem | undefined;

/** The worker's side: gets a message, and answers it with an {@linkcode Outcome}. */
export type WorkerScope = Pick<Worker, "onmessage" | "postMessage">;

/** A worker that writes. */
export class WritingWorker {
  readonly #worker: Worker;
  readonly #subject: string;

  /**
   * Starts it.
   *
   * @param work What it does. Its text is all that goes there, so it uses nothing from outside.
   * @param subject What messages call that which it writes, should it fail as a whole.
   * @throws {GettokenError} `output_failed` if the program may not write there itself
   */
  constructor(work: (scope: WorkerScope) => void, paths: WritablePaths, subject: string) {
    this.#subject = subject;
    try {
      this.#worker = new Worker(moduleUrl(`(${work})(self)`), {
        type: "module",
        deno: { permissions: { read: [...paths.read], write: [...paths.write] } },
      });
    } catch {
      // Nobody can hand on what they do not have.
      throw writeFailure({ path: subject, reason: "NotCapable" });
    }
  }

  /**
   * Lets it do something, and waits until that is done.
   *
   * @throws {GettokenError} `output_failed`
   */
  async ask(message: unknown): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#worker.onmessage = ({ data }) => resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      resolve({ path: this.#subject, reason: "Error" });
    };
    this.#worker.postMessage(message);
    const outcome = await promise;
    if (outcome) throw writeFailure(outcome);
  }

  /** Ends it. */
  stop(): void {
    this.#worker.terminate();
  }
}
