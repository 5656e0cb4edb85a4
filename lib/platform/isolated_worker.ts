/**
 * A worker of Deno's that can do nothing but compute, and is ended when it takes too much memory.
 *
 * @module
 */

import type { IsolatedWorker } from "../core/host.ts";
import { moduleUrl } from "../core/encodings.ts";

/**
 * Starts a worker that has no permission at all.
 *
 * @param source What it runs: an ECMAScript module.
 */
export function startWorker(source: string): IsolatedWorker {
  const worker = new Worker(moduleUrl(source), {
    type: "module",
    deno: { permissions: "none" },
  });
  let tellFailure = (_what: string): void => {};
  const stopWatching = watchMemory(() => tellFailure("took more than 512 MiB of memory"));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (receive) => worker.onmessage = ({ data }) => receive(data),
    onFailure(failed) {
      tellFailure = failed;
      worker.onerror = (event) => {
        // Else it would end the program.
        event.preventDefault();
        failed("ended by itself");
      };
      worker.onmessageerror = () => failed("said what cannot be understood");
    },
    stop() {
      stopWatching();
      worker.terminate();
    },
  };
}

/** The most memory that the program may take for a worker, in bytes. */
const workerMemory = 512 * 1024 * 1024;

/**
 * Calls back when the program has taken too much memory since now: the engine would end it.
 *
 * @returns How to call that off.
 */
function watchMemory(exceeded: () => void): () => void {
  const before = Deno.memoryUsage().rss;
  const timer = setInterval(() => {
    if (Deno.memoryUsage().rss - before > workerMemory) exceeded();
  }, 50);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}
